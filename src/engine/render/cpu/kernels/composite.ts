/**
 * `composite` (../composite.ts) for rows of a picture, four colours at a time. Where a pixel lies is worked out in doubles, as there, so
 * that the same pixels are the cover's core; only the mixing of colours is in single precision.
 * @param rows the touched part of the picture, RGBA bytes, densely packed; drawn over @param left and top: of its first pixel
 * @param crop side × side × RGBA, floats
 * @param shape centre x, y, cos, sin, half sides a, b, outer, far, powerScale, rampScale, s0, sx, sy, t0, tx, ty (doubles)
 * @param powers and ramp: the tables of ../ramp.ts (doubles)
 */
export function composite(
  rows: usize,
  left: i32,
  top: i32,
  width: i32,
  height: i32,
  crop: usize,
  side: i32,
  shape: usize,
  powers: usize,
  ramp: usize,
): void {
  const centreX = load<f64>(shape);
  const centreY = load<f64>(shape, 8);
  const cos = load<f64>(shape, 16);
  const sin = load<f64>(shape, 24);
  const a = load<f64>(shape, 32);
  const b = load<f64>(shape, 40);
  const outer = load<f64>(shape, 48);
  const far = load<f64>(shape, 56);
  const powerScale = load<f64>(shape, 64);
  const rampScale = load<f64>(shape, 72);
  const s0 = load<f64>(shape, 80);
  const sx = load<f64>(shape, 88);
  const sy = load<f64>(shape, 96);
  const t0 = load<f64>(shape, 104);
  const tx = load<f64>(shape, 112);
  const ty = load<f64>(shape, 120);
  const last = <f64>(side - 1);
  const row = (<usize>side) << 4;
  let o = rows;
  for (let j = 0; j < height; j++) {
    const py = <f64>(top + j) + 0.5;
    const dy = py - centreY;
    for (let i = 0; i < width; i++, o += 4) {
      const px = <f64>(left + i) + 0.5;
      const dx = px - centreX;
      const u = (dx * cos + dy * sin) / a;
      const v = (dy * cos - dx * sin) / b;
      let alpha: f64 = 1;
      if (u * u + v * v > 1) {
        const x = Math.abs(u);
        const y = Math.abs(v);
        if (x >= outer || y >= outer) {
          continue;
        }
        const sum = at(powers, x * powerScale) + at(powers, y * powerScale);
        // As in ../ramp.ts: a pixel on the very border of the core belongs to it.
        if (sum > 1 + 1e-6) {
          alpha = sum >= far ? 0 : at(ramp, (sum - 1) * rampScale);
          if (alpha <= 0) {
            continue;
          }
        }
      }
      const cx = Math.min(Math.max((s0 + px * sx + py * sy) * <f64>side - 0.5, 0), last);
      const cy = Math.min(Math.max((t0 + px * tx + py * ty) * <f64>side - 0.5, 0), last);
      const x0 = <i32>cx;
      const y0 = <i32>cy;
      const fx = <f32>(cx - <f64>x0);
      const fy = <f32>(cy - <f64>y0);
      const p = crop + <usize>y0 * row + ((<usize>x0) << 4);
      const right: usize = x0 < side - 1 ? 16 : 0;
      const down: usize = y0 < side - 1 ? row : 0;
      const across = f32x4.splat(fx);
      const upper = mix(v128.load(p), v128.load(p + right), across);
      const lower = mix(v128.load(p + down), v128.load(p + down + right), across);
      let colour = f32x4.mul(mix(upper, lower, f32x4.splat(fy)), f32x4.splat(255));
      const before = load<u32>(o);
      if (alpha < 1) {
        const bytes = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(o)));
        colour = mix(f32x4.convert_i32x4_u(bytes), colour, f32x4.splat(<f32>alpha));
      }
      const whole = i32x4.trunc_sat_f32x4_s(f32x4.nearest(colour));
      const words = i16x8.narrow_i32x4_s(whole, whole);
      const drawn = <u32>i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0);
      store<u32>(o, (drawn & 0xffffff) | (before & 0xff000000));
    }
  }
}

function mix(from: v128, to: v128, share: v128): v128 {
  return f32x4.add(from, f32x4.mul(f32x4.sub(to, from), share));
}

/** Between the entries of a table. */
function at(table: usize, place: f64): f64 {
  const low = <i32>place;
  const here = load<f64>(table + ((<usize>low) << 3));
  return here + (place - <f64>low) * (load<f64>(table + ((<usize>low) << 3), 8) - here);
}
