/** Bits of a place in the crop beyond whole pixels. Those far outside overflow and come back: only what is inside is drawn. */
const PLACE = 22;

/**
 * `composite` (../composite.ts) for rows of a picture. Where a pixel outside of the cover's inner ellipse lies is worked out in doubles,
 * as there, so that the same pixels are the core; shares are in 256ths.
 * @param rows the touched part of the picture, RGBA bytes, densely packed: drawn over @param left and top: of its first pixel
 * @param crop side × side × RGBA, bytes, of which some beyond its end are read and not used
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
  const scale = <f64>(1 << PLACE) * <f64>side;
  const s0 = load<f64>(shape, 80) * scale - <f64>(1 << (PLACE - 1));
  const sx = load<f64>(shape, 88) * scale;
  const sy = load<f64>(shape, 96) * scale;
  const t0 = load<f64>(shape, 104) * scale - <f64>(1 << (PLACE - 1));
  const tx = load<f64>(shape, 112) * scale;
  const ty = load<f64>(shape, 120) * scale;
  const last = (side - 1) << PLACE;
  const pitch = (<usize>side) << 2;
  const stepX = whole(sx);
  const stepY = whole(tx);
  const acrossX = cos / a;
  const acrossY = sin / a;
  const downX = sin / b;
  const downY = cos / b;
  // u² + v² = square · dx² + 2 · half · dx + rest, of which the last two depend on the row.
  const square = (cos * cos) / (a * a) + (sin * sin) / (b * b);
  for (let j = 0; j < height; j++) {
    const py = <f64>(top + j) + 0.5;
    const dy = py - centreY;
    const half = dy * sin * cos * (1 / (a * a) - 1 / (b * b));
    const rest = dy * dy * ((sin * sin) / (a * a) + (cos * cos) / (b * b));
    const root = half * half - square * (rest - 1);
    // From the first to the last pixel within the ellipse, which lies in the core.
    let from = width;
    let to = width;
    if (root > 0) {
      const middle = centreX - 0.5 - <f64>left - half / square;
      const reach = Math.sqrt(root) / square;
      from = <i32>Math.min(Math.max(Math.ceil(middle - reach), 0), <f64>width);
      to = <i32>Math.min(Math.max(Math.floor(middle + reach) + 1, <f64>from), <f64>width);
    }
    const first = <f64>left + 0.5;
    let cx = whole(s0 + first * sx + py * sy);
    let cy = whole(t0 + first * tx + py * ty);
    let o = rows + ((<usize>j * <usize>width) << 2);
    for (let i = 0; i < width; i++, o += 4, cx += stepX, cy += stepY) {
      if (i >= from && i < to) {
        draw(o, pixel(crop, pitch, cx, cy, last));
        continue;
      }
      const dx = <f64>(left + i) + 0.5 - centreX;
      const x = Math.abs(dx * acrossX + dy * acrossY);
      const y = Math.abs(dy * downY - dx * downX);
      if (x >= outer || y >= outer) {
        continue;
      }
      const sum = at(powers, x * powerScale) + at(powers, y * powerScale);
      // As in ../ramp.ts: a pixel on the very border of the core belongs to it.
      if (sum <= 1 + 1e-6) {
        draw(o, pixel(crop, pitch, cx, cy, last));
      } else if (sum < far) {
        const share = <i16>Math.round(at(ramp, (sum - 1) * rampScale) * 256);
        const before = i16x8.extend_low_i8x16_u(v128.load32_zero(o));
        draw(o, mix(before, pixel(crop, pitch, cx, cy, last), i16x8.splat(share)));
      }
    }
  }
}

function whole(value: f64): i32 {
  return <i32>(<i64>Math.round(value));
}

/** Between four pixels of the crop, in the low half of words. */
function pixel(crop: usize, pitch: usize, x: i32, y: i32, last: i32): v128 {
  const cx = min(max(x, 0), last);
  const cy = min(max(y, 0), last);
  const p = crop + <usize>(cy >> PLACE) * pitch + ((<usize>(cx >> PLACE)) << 2);
  const upper = i16x8.extend_low_i8x16_u(v128.load64_zero(p));
  const lower = i16x8.extend_low_i8x16_u(v128.load64_zero(p + pitch));
  const sides = mix(upper, lower, i16x8.splat(<i16>((cy >> (PLACE - 8)) & 255)));
  return mix(sides, i64x2.shuffle(sides, sides, 1, 0), i16x8.splat(<i16>((cx >> (PLACE - 8)) & 255)));
}

/** @param share of `to`, 0..256 */
function mix(from: v128, to: v128, share: v128): v128 {
  const kept = i16x8.mul(from, i16x8.sub(i16x8.splat(256), share));
  const sum = i16x8.add(kept, i16x8.mul(to, share));
  return i16x8.shr_u(i16x8.add(sum, i16x8.splat(128)), 8);
}

/** Over a pixel, whose fourth byte stays. */
function draw(o: usize, colour: v128): void {
  const drawn = <u32>i32x4.extract_lane(i8x16.narrow_i16x8_u(colour, colour), 0);
  store<u32>(o, (drawn & 0xffffff) | (load<u32>(o) & 0xff000000));
}

/** Between the entries of a table. */
function at(table: usize, place: f64): f64 {
  const low = <i32>place;
  const entry = table + ((<usize>low) << 3);
  const here = load<f64>(entry);
  return here + (place - <f64>low) * (load<f64>(entry, 8) - here);
}
