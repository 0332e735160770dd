/** Makes the `border` pixels around a map zero. */
export function clearBorder(
  x: usize,
  pitch: usize,
  width: i32,
  height: i32,
  channels: i32,
  border: i32,
): void {
  const pixel = (<usize>channels) << 2;
  const side = <usize>border * pixel;
  const outer = x - <usize>border * pitch - side;
  const whole = <usize>(width + 2 * border) * pixel;
  for (let i = 0; i < border; i++) {
    memory.fill(outer + <usize>i * pitch, 0, whole);
    memory.fill(outer + <usize>(border + height + i) * pitch, 0, whole);
  }
  for (let i = 0; i < height; i++) {
    const row = x + <usize>i * pitch;
    memory.fill(row - side, 0, side);
    memory.fill(row + <usize>width * pixel, 0, side);
  }
}
