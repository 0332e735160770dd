/** Bits of the sums' fractions: weights are 16384ths, chroma is of four pixels. */
const LUMA = 14;
const CHROMA = 16;

/** The numbers at even places of `a` and `b`, plus those at odd places. */
function paired(a: v128, b: v128): v128 {
  return i32x4.add(v128.shuffle<i32>(a, b, 0, 2, 4, 6), v128.shuffle<i32>(a, b, 1, 3, 5, 7));
}

/** Weighted sums of four pixels, of bytes as 16 bits: two pixels in `a`, two in `b`. */
function sums(a: v128, b: v128, weights: v128): v128 {
  return paired(i32x4.dot_i16x8_s(a, weights), i32x4.dot_i16x8_s(b, weights));
}

/** Luma of eight pixels. */
function luma(from: usize, to: usize, weights: v128, half: v128, floor: v128): void {
  const near = v128.load(from);
  const far = v128.load(from, 16);
  const left = sums(i16x8.extend_low_i8x16_u(near), i16x8.extend_high_i8x16_u(near), weights);
  const right = sums(i16x8.extend_low_i8x16_u(far), i16x8.extend_high_i8x16_u(far), weights);
  const levels = i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(left, half), LUMA),
    i32x4.shr_s(i32x4.add(right, half), LUMA),
  );
  const bytes = i16x8.add(levels, floor);
  v128.store64_lane(to, i8x16.narrow_i16x8_u(bytes, bytes), 0);
}

/** Of two pixels below two others the sums, twice: pixels 0 and 1 in the lower half, 2 and 3 in the upper one. */
function squares(top: v128, below: v128): v128 {
  const low = i16x8.add(i16x8.extend_low_i8x16_u(top), i16x8.extend_low_i8x16_u(below));
  const high = i16x8.add(i16x8.extend_high_i8x16_u(top), i16x8.extend_high_i8x16_u(below));
  return i16x8.add(v128.shuffle<i64>(low, high, 0, 2), v128.shuffle<i64>(low, high, 1, 3));
}

/**
 * RGBA bytes as planes of luma and chroma, which is what encoders take, each chroma value of two by two pixels.
 * @param rgba rows × width pixels @param width a multiple of eight @param rows even
 * @param y rows × width bytes @param u and v: half as many each way
 * @param weights of y, u and v, eight numbers of 16 bits each: weights of red, green, blue and alpha, twice; then eight times the luma of black
 */
export function planes(
  rgba: usize,
  width: i32,
  rows: i32,
  y: usize,
  u: usize,
  v: usize,
  weights: usize,
): void {
  const weightsY = v128.load(weights);
  const weightsU = v128.load(weights, 16);
  const weightsV = v128.load(weights, 32);
  const half = i32x4.splat(1 << (LUMA - 1));
  const floor = v128.load(weights, 48);
  // The middle of chroma, 128, and a half to round by.
  const middle = i32x4.splat((128 << CHROMA) + (1 << (CHROMA - 1)));
  const pitch = (<usize>width) << 2;
  for (let j = 0; j < rows; j += 2) {
    for (let i = 0; i < width; i += 8, rgba += 32, y += 8, u += 4, v += 4) {
      luma(rgba, y, weightsY, half, floor);
      luma(rgba + pitch, y + <usize>width, weightsY, half, floor);
      const left = squares(v128.load(rgba), v128.load(rgba + pitch));
      const right = squares(v128.load(rgba, 16), v128.load(rgba + pitch, 16));
      const us = i32x4.shr_s(i32x4.add(sums(left, right, weightsU), middle), CHROMA);
      const vs = i32x4.shr_s(i32x4.add(sums(left, right, weightsV), middle), CHROMA);
      const both = i16x8.narrow_i32x4_s(us, vs);
      const bytes = i8x16.narrow_i16x8_u(both, both);
      v128.store32_lane(u, bytes, 0);
      v128.store32_lane(v, bytes, 1);
    }
    rgba += pitch;
    y += <usize>width;
  }
}
