/**
 * `sampleCrop` (base/sample.ts) from a part of a frame, in single precision.
 * @param part RGBA bytes, `width` pixels a row, and a row and a pixel beyond its end that are read and not used
 * @param x and y: place in the part of the middle of the crop's first pixel, less half a pixel; @param xs and ys: steps to the next
 * one in its row; @param xt and yt: steps to the next row
 * @param left, top, right and bottom: the least and greatest place of a pixel of the frame, in the part
 * @param to the crop, four floats a pixel
 */
export function sample(
  part: usize,
  width: i32,
  x: f64,
  y: f64,
  xs: f64,
  ys: f64,
  xt: f64,
  yt: f64,
  left: f64,
  top: f64,
  right: f64,
  bottom: f64,
  side: i32,
  to: usize,
): void {
  const pitch = (<usize>width) << 2;
  const share = f32x4.splat(1 / 255);
  for (let j = 0; j < side; j++) {
    let px = x + <f64>j * xt;
    let py = y + <f64>j * yt;
    for (let i = 0; i < side; i++, px += xs, py += ys, to += 16) {
      const cx = Math.min(Math.max(px, left), right);
      const cy = Math.min(Math.max(py, top), bottom);
      const x0 = <i32>cx;
      const y0 = <i32>cy;
      const p = part + <usize>y0 * pitch + ((<usize>x0) << 2);
      const across = f32x4.splat(<f32>(cx - <f64>x0));
      const down = f32x4.splat(<f32>(cy - <f64>y0));
      const upper = i16x8.extend_low_i8x16_u(v128.load64_zero(p));
      const lower = i16x8.extend_low_i8x16_u(v128.load64_zero(p + pitch));
      const above = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(upper));
      const beside = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(upper));
      const below = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(lower));
      const beyond = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(lower));
      const first = f32x4.add(above, f32x4.mul(f32x4.sub(beside, above), across));
      const second = f32x4.add(below, f32x4.mul(f32x4.sub(beyond, below), across));
      const colour = f32x4.add(first, f32x4.mul(f32x4.sub(second, first), down));
      v128.store(to, f32x4.replace_lane(f32x4.mul(colour, share), 3, 1));
    }
  }
}
