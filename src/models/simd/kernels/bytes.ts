/**
 * 1 × 1 convolutions in whole numbers: sixteen multiply-adds an instruction for four, where the processor multiplies bytes (relaxed SIMD
 * on Intel's since 2021, AMD's since 2024, ARM's since 2018). In use with relaxed SIMD alone; without it the
 * same comes out, for tests.
 */
import { madd } from './madd';

/** By four lanes the sums of four products, of signed bytes and of bytes up to 127, plus `c`. */
function dot(weights: v128, values: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    return i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, values, c);
  }
  const low = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(weights), i16x8.extend_low_i8x16_s(values));
  const high = i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(weights), i16x8.extend_high_i8x16_s(values));
  return i32x4.add(
    c,
    i32x4.add(v128.shuffle<i32>(low, high, 0, 2, 4, 6), v128.shuffle<i32>(low, high, 1, 3, 5, 7)),
  );
}

/** Of numbers from 0 to below 2^31 the whole part. */
function trunc(v: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? i32x4.relaxed_trunc_f32x4_s(v) : i32x4.trunc_sat_f32x4_s(v);
}

/**
 * The values of each pixel as bytes from 0, its least or 0, to 127, its greatest or 0: value = least + byte · unit.
 * @param x first pixel's; the next one's begin `step` bytes later. @param depth values of a pixel, a multiple of eight.
 * @param y pixels × depth bytes, room for three more pixels' behind them.
 * @param scales pixels × (least, unit); a NaN among a pixel's values makes both NaN.
 */
export function quantise(x: usize, step: usize, depth: i32, y: usize, scales: usize, pixels: i32): void {
  const run = (<usize>depth) << 2;
  for (let i = 0; i < pixels; i++) {
    // As whole numbers floats above 0 are in order, those below 0 without their sign, and a NaN is beyond all.
    let above = v128.load(x);
    let below = above;
    for (let at: usize = 16; at < run; at += 16) {
      const v = v128.load(x + at);
      above = i32x4.max_s(above, v);
      below = i32x4.max_u(below, v);
    }
    above = i32x4.max_s(above, v128.shuffle<i32>(above, above, 2, 3, 0, 1));
    below = i32x4.max_u(below, v128.shuffle<i32>(below, below, 2, 3, 0, 1));
    above = i32x4.max_s(above, v128.shuffle<i32>(above, above, 1, 0, 3, 2));
    below = i32x4.max_u(below, v128.shuffle<i32>(below, below, 1, 0, 3, 2));
    const most = reinterpret<f32>(max(i32x4.extract_lane(above, 0), 0));
    const least = reinterpret<f32>(min(i32x4.extract_lane(below, 0), 0));
    const range = most - least;
    // Of an endless range nothing is known.
    f32.store(scales, least + range * 0);
    f32.store(scales, range * <f32>(1.0 / 127), 4);
    // The reciprocal of a smaller range may be none.
    const factor = range > 1e-30 ? <f32>127 / range : <f32>0;
    const factors = f32x4.splat(factor);
    const shifts = f32x4.splat(<f32>0.5 - least * factor);
    for (let at: usize = 0; at < run; at += 32) {
      const a = trunc(madd(v128.load(x + at), factors, shifts));
      const b = trunc(madd(v128.load(x + at, 16), factors, shifts));
      const words = i16x8.narrow_i32x4_u(a, b);
      v128.store64_lane(y, i8x16.narrow_i16x8_u(words, words), 0);
      y += 8;
    }
    x += step;
    scales += 8;
  }
}

/** A pixel's eight outputs of their sums: max(bias + least · (sum of weights) + sum · units, floor). */
function finish(
  to: usize,
  y0: v128,
  y1: v128,
  u0: v128,
  u1: v128,
  s0: v128,
  s1: v128,
  b0: v128,
  b1: v128,
  scale: usize,
  floor: v128,
): void {
  const least = v128.load32_splat(scale);
  const unit = v128.load32_splat(scale, 4);
  const z0 = madd(f32x4.mul(f32x4.convert_i32x4_s(y0), u0), unit, madd(least, s0, b0));
  const z1 = madd(f32x4.mul(f32x4.convert_i32x4_s(y1), u1), unit, madd(least, s1, b1));
  // Of two unordered values `pmax` keeps the first: a NaN stays one, and is found out.
  v128.store(to, f32x4.pmax(z0, floor));
  v128.store(to, f32x4.pmax(z1, floor), 16);
}

/**
 * A row of a 1 × 1 convolution of what `quantise` made: like `multiply`, whose parameters have its names.
 * @param w packed: by eights of outputs, their units (8 floats), sums of weights (8 floats), depth ÷ 4 × 8 outputs × 4 bytes.
 */
export function multiplyBytes(
  a: usize,
  scales: usize,
  depth: i32,
  w: usize,
  bias: usize,
  y: usize,
  pixels: i32,
  channels: i32,
  floor: f32,
): void {
  const run = <usize>depth;
  const outRow = (<usize>channels) << 2;
  const panel = 64 + (run << 3);
  const least = f32x4.splat(floor);
  const zero = f32x4.splat(0);
  for (let o: usize = 0; o < outRow; o += 32) {
    const u0 = v128.load(w);
    const u1 = v128.load(w, 16);
    const s0 = v128.load(w, 32);
    const s1 = v128.load(w, 48);
    const b0 = v128.load(bias + o);
    const b1 = v128.load(bias + o, 16);
    let to = y + o;
    let from = a;
    let scale = scales;
    for (let i = pixels; i > 0; i -= 4) {
      let a0 = from;
      const a1 = a0 + run;
      let y00 = zero;
      let y01 = zero;
      let y10 = zero;
      let y11 = zero;
      let y20 = zero;
      let y21 = zero;
      let y30 = zero;
      let y31 = zero;
      // What lies beyond the last pixel is computed and left out.
      for (let p = w + 64; a0 < a1; a0 += 4) {
        const w0 = v128.load(p);
        const w1 = v128.load(p, 16);
        let v = v128.load32_splat(a0);
        y00 = dot(w0, v, y00);
        y01 = dot(w1, v, y01);
        v = v128.load32_splat(a0 + run);
        y10 = dot(w0, v, y10);
        y11 = dot(w1, v, y11);
        v = v128.load32_splat(a0 + 2 * run);
        y20 = dot(w0, v, y20);
        y21 = dot(w1, v, y21);
        v = v128.load32_splat(a0 + 3 * run);
        y30 = dot(w0, v, y30);
        y31 = dot(w1, v, y31);
        p += 32;
      }
      finish(to, y00, y01, u0, u1, s0, s1, b0, b1, scale, least);
      if (i > 1) {
        finish(to + outRow, y10, y11, u0, u1, s0, s1, b0, b1, scale + 8, least);
      }
      if (i > 2) {
        finish(to + 2 * outRow, y20, y21, u0, u1, s0, s1, b0, b1, scale + 16, least);
      }
      if (i > 3) {
        finish(to + 3 * outRow, y30, y31, u0, u1, s0, s1, b0, b1, scale + 24, least);
      }
      to += outRow << 2;
      scale += 32;
      from += run << 2;
    }
    w += panel;
  }
}
