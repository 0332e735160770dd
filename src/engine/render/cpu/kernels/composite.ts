/** Bits of a place in the crop beyond whole pixels. Those far outside overflow and come back: only what is inside is drawn. */
const PLACE = 22;

/**
 * The bytes of a crop: its numbers (four a pixel, each 0..1), `share` of them and the plain colour's part added.
 * @param share in levels, 0..255 @param red, green and blue: levels
 */
export function store8(
  from: usize,
  pixels: i32,
  share: f32,
  red: f32,
  green: f32,
  blue: f32,
  to: usize,
): void {
  const added = f32x4.replace_lane(
    f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(0), 0, red), 1, green),
    2,
    blue,
  );
  const scale = f32x4.splat(share);
  for (let i = 0; i < pixels; i++, from += 16, to += 4) {
    const levels = f32x4.nearest(f32x4.add(f32x4.mul(v128.load(from), scale), added));
    const words = i32x4.trunc_sat_f32x4_s(levels);
    const halves = i16x8.narrow_i32x4_s(words, words);
    v128.store32_lane(to, i8x16.narrow_i16x8_u(halves, halves), 0);
  }
}

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
    const atX = whole(s0 + first * sx + py * sy);
    const atY = whole(t0 + first * tx + py * ty);
    const row = rows + ((<usize>j * <usize>width) << 2);
    const dx = first - centreX;
    const x = dx * acrossX + dy * acrossY;
    const y = dy * downY - dx * downX;
    // Outwards from the ellipse the core ends once: it is convex.
    for (let low = 0; from < to && low < from; ) {
      const i = (low + from) >> 1;
      if (shareAt(x + <f64>i * acrossX, y - <f64>i * downX, shape, powers, ramp) === 1) {
        from = i;
      } else {
        low = i + 1;
      }
    }
    for (let high = width; from < to && to < high; ) {
      const i = (to + high) >> 1;
      if (shareAt(x + <f64>i * acrossX, y - <f64>i * downX, shape, powers, ramp) === 1) {
        to = i + 1;
      } else {
        high = i;
      }
    }
    const drawn = pairs(row, from, to, crop, pitch, atX, atY, stepX, stepY, last);
    for (let i = 0; i < width; i++) {
      // Those are drawn.
      if (i === from) {
        i = drawn;
        if (i >= width) {
          break;
        }
      }
      const share = shareAt(x + <f64>i * acrossX, y - <f64>i * downX, shape, powers, ramp);
      if (share < 0) {
        continue;
      }
      const o = row + ((<usize>i) << 2);
      const before = i16x8.extend_low_i8x16_u(v128.load32_zero(o));
      const colour = pixel(crop, pitch, atX + i * stepX, atY + i * stepY, last);
      const mixed = mix(before, colour, i16x8.splat(<i16>Math.round(share * 256)));
      const bytes = <u32>i32x4.extract_lane(i8x16.narrow_i16x8_u(mixed, mixed), 0);
      store<u32>(o, (bytes & 0xffffff) | (load<u32>(o) & 0xff000000));
    }
  }
}

/**
 * How much of the crop is seen at a place in units of the cover's half sides, 0..1; below 0 where nothing is touched. As in ../ramp.ts: a pixel on
 * the very border of the core belongs to it.
 */
function shareAt(u: f64, v: f64, shape: usize, powers: usize, ramp: usize): f64 {
  const x = Math.abs(u);
  const y = Math.abs(v);
  const outer = load<f64>(shape, 48);
  if (x >= outer || y >= outer) {
    return -1;
  }
  const powerScale = load<f64>(shape, 64);
  const sum = at(powers, x * powerScale) + at(powers, y * powerScale);
  if (sum <= 1 + 1e-6) {
    return 1;
  }
  return sum >= load<f64>(shape, 56) ? -1 : at(ramp, (sum - 1) * load<f64>(shape, 72));
}

/**
 * Draws pixels of the core in pairs, where all of them lie inside the crop. @param row of the picture @param x and y: places in the crop of the
 * row's first pixel @returns the first pixel from `from` on that is not drawn
 */
function pairs(
  row: usize,
  from: i32,
  to: i32,
  crop: usize,
  pitch: usize,
  x: i32,
  y: i32,
  stepX: i32,
  stepY: i32,
  last: i32,
): i32 {
  const most = to - ((to - from) & 1);
  let cx = x + from * stepX;
  let cy = y + from * stepY;
  const endX = x + (to - 1) * stepX;
  const endY = y + (to - 1) * stepY;
  if (min(min(cx, endX), min(cy, endY)) < 0 || max(max(cx, endX), max(cy, endY)) > last) {
    return from;
  }
  const fraction = 255;
  const alphas = ((<u64>0xff000000) << 32) | <u64>0xff000000;
  for (let i = from; i < most; i += 2, cx += 2 * stepX, cy += 2 * stepY) {
    const nextX = cx + stepX;
    const nextY = cy + stepY;
    const p = crop + <usize>(cy >> PLACE) * pitch + ((<usize>(cx >> PLACE)) << 2);
    const q = crop + <usize>(nextY >> PLACE) * pitch + ((<usize>(nextX >> PLACE)) << 2);
    const down = i16x8.splat(<i16>((cy >> (PLACE - 8)) & fraction));
    const nextDown = i16x8.splat(<i16>((nextY >> (PLACE - 8)) & fraction));
    const across = i64x2.shuffle(
      i16x8.splat(<i16>((cx >> (PLACE - 8)) & fraction)),
      i16x8.splat(<i16>((nextX >> (PLACE - 8)) & fraction)),
      0,
      2,
    );
    const one = mix(
      i16x8.extend_low_i8x16_u(v128.load64_zero(p)),
      i16x8.extend_low_i8x16_u(v128.load64_zero(p + pitch)),
      down,
    );
    const other = mix(
      i16x8.extend_low_i8x16_u(v128.load64_zero(q)),
      i16x8.extend_low_i8x16_u(v128.load64_zero(q + pitch)),
      nextDown,
    );
    const both = mix(i64x2.shuffle(one, other, 0, 2), i64x2.shuffle(one, other, 1, 3), across);
    const bytes = <u64>i64x2.extract_lane(i8x16.narrow_i16x8_u(both, both), 0);
    const o = row + ((<usize>i) << 2);
    store<u64>(o, (bytes & ~alphas) | (load<u64>(o) & alphas));
  }
  return most;
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

/** Between the entries of a table. */
function at(table: usize, place: f64): f64 {
  const low = <i32>place;
  const entry = table + ((<usize>low) << 3);
  const here = load<f64>(entry);
  return here + (place - <f64>low) * (load<f64>(entry, 8) - here);
}
