import { madd } from './madd';

/**
 * One row of a depthwise convolution.
 * @param x where the first output pixel's window begins. @param w packed: by fours of channels, kernel × kernel × 4.
 * @param y `width` pixels.
 */
export function depthwise(
  x: usize,
  pitch: usize,
  w: usize,
  y: usize,
  width: i32,
  channels: i32,
  kernel: i32,
  stride: i32,
): void {
  const pixel = (<usize>channels) << 2;
  for (let i = 0; i < width; i++) {
    let p = w;
    for (let at: usize = 0; at < pixel; at += 16) {
      let sum = f32x4.splat(0);
      let row = x + at;
      for (let ky = 0; ky < kernel; ky++) {
        let from = row;
        for (let kx = 0; kx < kernel; kx++) {
          sum = madd(v128.load(from), v128.load(p), sum);
          p += 16;
          from += pixel;
        }
        row += pitch;
      }
      v128.store(y + at, sum);
    }
    x += <usize>stride * pixel;
    y += pixel;
  }
}

/** Kernel 3, stride 1: four pixels at a time, so that what is read serves every pixel that it is a neighbour of. */
export function depthwise3(x: usize, pitch: usize, w: usize, y: usize, width: i32, channels: i32): void {
  const pixel = (<usize>channels) << 2;
  const fours = width & ~3;
  for (let i = 0; i < fours; i += 4) {
    let p = w;
    for (let at: usize = 0; at < pixel; at += 16) {
      let from = x + at;
      let y0 = f32x4.splat(0);
      let y1 = f32x4.splat(0);
      let y2 = f32x4.splat(0);
      let y3 = f32x4.splat(0);
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
        from += pitch;
      }
      const to = y + at;
      v128.store(to, y0);
      v128.store(to + pixel, y1);
      v128.store(to + 2 * pixel, y2);
      v128.store(to + 3 * pixel, y3);
    }
    x += 4 * pixel;
    y += 4 * pixel;
  }
  depthwise(x, pitch, w, y, width - fours, channels, 3, 1);
}

/** Kernel 5, stride 1: four pixels at a time, so that what is read serves every pixel that it is a neighbour of. */
export function depthwise5(x: usize, pitch: usize, w: usize, y: usize, width: i32, channels: i32): void {
  const pixel = (<usize>channels) << 2;
  const fours = width & ~3;
  for (let i = 0; i < fours; i += 4) {
    let p = w;
    for (let at: usize = 0; at < pixel; at += 16) {
      let from = x + at;
      let y0 = f32x4.splat(0);
      let y1 = f32x4.splat(0);
      let y2 = f32x4.splat(0);
      let y3 = f32x4.splat(0);
      for (let row = 0; row < 5; row++) {
        const w0 = v128.load(p);
        const w1 = v128.load(p, 16);
        const w2 = v128.load(p, 32);
        const w3 = v128.load(p, 48);
        const w4 = v128.load(p, 64);
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
        y0 = madd(v, w3, y0);
        v = v128.load(from + 4 * pixel);
        y3 = madd(v, w1, y3);
        y2 = madd(v, w2, y2);
        y1 = madd(v, w3, y1);
        y0 = madd(v, w4, y0);
        v = v128.load(from + 5 * pixel);
        y3 = madd(v, w2, y3);
        y2 = madd(v, w3, y2);
        y1 = madd(v, w4, y1);
        v = v128.load(from + 6 * pixel);
        y3 = madd(v, w3, y3);
        y2 = madd(v, w4, y2);
        v = v128.load(from + 7 * pixel);
        y3 = madd(v, w4, y3);
        p += 80;
        from += pitch;
      }
      const to = y + at;
      v128.store(to, y0);
      v128.store(to + pixel, y1);
      v128.store(to + 2 * pixel, y2);
      v128.store(to + 3 * pixel, y3);
    }
    x += 4 * pixel;
    y += 4 * pixel;
  }
  depthwise(x, pitch, w, y, width - fours, channels, 5, 1);
}
