import { madd } from './madd';

/** Bilinear × 2 with half-pixel centres, from map to map: each pixel is nine, three, three and one sixteenth of four. */
export function enlarge(
  x: usize,
  pitch: usize,
  y: usize,
  outPitch: usize,
  width: i32,
  height: i32,
  channels: i32,
): void {
  const pixel = (<usize>channels) << 2;
  const near = f32x4.splat(0.75);
  const far = f32x4.splat(0.25);
  for (let row = 0; row < 2 * height; row++) {
    const inner = x + <usize>(row >> 1) * pitch;
    const outer = x + <usize>other(row, height) * pitch;
    let to = y + <usize>row * outPitch;
    for (let column = 0; column < 2 * width; column++) {
      const a = <usize>(column >> 1) * pixel;
      const b = <usize>other(column, width) * pixel;
      for (let at: usize = 0; at < pixel; at += 16) {
        const closer = madd(v128.load(inner + b + at), far, f32x4.mul(v128.load(inner + a + at), near));
        const further = madd(v128.load(outer + b + at), far, f32x4.mul(v128.load(outer + a + at), near));
        v128.store(to + at, madd(further, far, f32x4.mul(closer, near)));
      }
      to += pixel;
    }
  }
}

/** The further of the two pixels that make an enlarged one. */
function other(i: i32, count: i32): i32 {
  return i & 1 ? min((i >> 1) + 1, count - 1) : max((i >> 1) - 1, 0);
}
