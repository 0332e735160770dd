/** Steps of a network that is run row by row: each makes one row from rows that lie anywhere; a row outside of a map is one of zeros. */
import { madd } from './madd';

/** A row of a picture, RGB or RGBA bytes, as numbers: byte · scale + a shift for each of the three channels. */
export function unpack(
  picture: usize,
  y: usize,
  width: i32,
  bytes: i32,
  scale: f32,
  red: f32,
  green: f32,
  blue: f32,
): void {
  const factor = f32x4.splat(scale);
  const offset = f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(red), 1, green), 2, blue);
  for (let i = 0; i < width; i++) {
    const v = f32x4.convert_i32x4_u(
      i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(picture))),
    );
    const x = madd(v, factor, offset);
    v128.store64_lane(y, x, 0);
    v128.store32_lane(y, x, 2, 8);
    picture += bytes;
    y += 12;
  }
}

/**
 * A 3 × 3 convolution by channel: max(sum + bias, floor).
 * @param x0 @param x1 @param x2 where the first pixel's window begins in each of its three rows.
 * @param w packed: by fours of channels, 9 × 4. @param y `width` pixels.
 */
export function depthwiseRow(
  x0: usize,
  x1: usize,
  x2: usize,
  w: usize,
  bias: usize,
  y: usize,
  width: i32,
  channels: i32,
  stride: i32,
  floor: f32,
): void {
  const pixel = (<usize>channels) << 2;
  const least = f32x4.splat(floor);
  const fours = stride === 1 ? width & ~3 : 0;
  let i = 0;
  for (; i < fours; i += 4) {
    let p = w;
    for (let at: usize = 0; at < pixel; at += 16) {
      let y0 = v128.load(bias + at);
      let y1 = y0;
      let y2 = y0;
      let y3 = y0;
      let from = x0 + at;
      for (let row = 0; row < 3; row++) {
        const w0 = v128.load(p);
        const w1 = v128.load(p, 16);
        const w2 = v128.load(p, 32);
        let v: v128;
        v = v128.load(from);
        y0 = madd(v, w0, y0);
        v = v128.load(from + pixel);
        y1 = madd(v, w0, y1);
        y0 = madd(v, w1, y0);
        v = v128.load(from + 2 * pixel);
        y2 = madd(v, w0, y2);
        y1 = madd(v, w1, y1);
        y0 = madd(v, w2, y0);
        v = v128.load(from + 3 * pixel);
        y3 = madd(v, w0, y3);
        y2 = madd(v, w1, y2);
        y1 = madd(v, w2, y1);
        v = v128.load(from + 4 * pixel);
        y3 = madd(v, w1, y3);
        y2 = madd(v, w2, y2);
        v = v128.load(from + 5 * pixel);
        y3 = madd(v, w2, y3);
        p += 48;
        from = at + (row === 0 ? x1 : x2);
      }
      const to = y + at;
      v128.store(to, f32x4.pmax(y0, least));
      v128.store(to + pixel, f32x4.pmax(y1, least));
      v128.store(to + 2 * pixel, f32x4.pmax(y2, least));
      v128.store(to + 3 * pixel, f32x4.pmax(y3, least));
    }
    x0 += 4 * pixel;
    x1 += 4 * pixel;
    x2 += 4 * pixel;
    y += 4 * pixel;
  }
  for (; i < width; i++) {
    let p = w;
    for (let at: usize = 0; at < pixel; at += 16) {
      let sum = v128.load(bias + at);
      sum = taps(x0 + at, pixel, p, sum);
      sum = taps(x1 + at, pixel, p + 48, sum);
      sum = taps(x2 + at, pixel, p + 96, sum);
      v128.store(y + at, f32x4.pmax(sum, least));
      p += 144;
    }
    const step = <usize>stride * pixel;
    x0 += step;
    x1 += step;
    x2 += step;
    y += pixel;
  }
}

/** Three neighbours of four channels. */
function taps(x: usize, pixel: usize, w: usize, sum: v128): v128 {
  sum = madd(v128.load(x), v128.load(w), sum);
  sum = madd(v128.load(x + pixel), v128.load(w, 16), sum);
  return madd(v128.load(x + 2 * pixel), v128.load(w, 32), sum);
}

/** The greatest of 2 × 2. @param x0 @param x1 two rows of 2 · width pixels. */
export function poolRow(x0: usize, x1: usize, y: usize, width: i32, channels: i32): void {
  const pixel = (<usize>channels) << 2;
  for (let i = 0; i < width; i++) {
    for (let at: usize = 0; at < pixel; at += 16) {
      const upper = f32x4.pmax(v128.load(x0 + at), v128.load(x0 + pixel + at));
      const lower = f32x4.pmax(v128.load(x1 + at), v128.load(x1 + pixel + at));
      v128.store(y + at, f32x4.pmax(upper, lower));
    }
    x0 += 2 * pixel;
    x1 += 2 * pixel;
    y += pixel;
  }
}

/** Every pixel of `width` twice, plus a row of 2 · width. */
export function repeatRow(x: usize, add: usize, y: usize, width: i32, channels: i32): void {
  const pixel = (<usize>channels) << 2;
  for (let i = 0; i < width; i++) {
    for (let at: usize = 0; at < pixel; at += 16) {
      const v = v128.load(x + at);
      v128.store(y + at, f32x4.add(v, v128.load(add + at)));
      v128.store(y + pixel + at, f32x4.add(v, v128.load(add + pixel + at)));
    }
    x += pixel;
    y += 2 * pixel;
    add += 2 * pixel;
  }
}

/** A row enlarged bilinearly by two with half-pixel centres, plus another. @param near @param far the rows that it lies between. */
export function enlargeRow(near: usize, far: usize, add: usize, y: usize, width: i32, channels: i32): void {
  const pixel = (<usize>channels) << 2;
  const most = f32x4.splat(0.75);
  const rest = f32x4.splat(0.25);
  for (let column = 0; column < 2 * width; column++) {
    const a = <usize>(column >> 1) * pixel;
    const other = column & 1 ? min((column >> 1) + 1, width - 1) : max((column >> 1) - 1, 0);
    const b = <usize>other * pixel;
    for (let at: usize = 0; at < pixel; at += 16) {
      const closer = madd(v128.load(near + b + at), rest, f32x4.mul(v128.load(near + a + at), most));
      const further = madd(v128.load(far + b + at), rest, f32x4.mul(v128.load(far + a + at), most));
      const v = madd(further, rest, f32x4.mul(closer, most));
      v128.store(y + at, f32x4.add(v, v128.load(add + at)));
    }
    y += pixel;
    add += pixel;
  }
}
