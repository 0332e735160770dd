/**
 * One row of a convolution as a matrix: for each of `width` output pixels the kernel × kernel × channels values that it sums
 * over, one after another.
 * @param x where the first output pixel's window begins.
 */
export function gather(
  x: usize,
  pitch: usize,
  y: usize,
  width: i32,
  channels: i32,
  kernel: i32,
  stride: i32,
): void {
  const pixel = (<usize>channels) << 2;
  const run = <usize>kernel * pixel;
  for (let i = 0; i < width; i++) {
    let from = x;
    for (let row = 0; row < kernel; row++) {
      for (let at: usize = 0; at < run; at += 16) {
        v128.store(y + at, v128.load(from + at));
      }
      y += run;
      from += pitch;
    }
    x += <usize>stride * pixel;
  }
}
