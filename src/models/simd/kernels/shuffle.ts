/** Steps of ShuffleNetV2, MobileNetV2 and their pyramids, row by row as those of rows.ts. */
import { madd } from './madd';

/** What is below zero times `leak`, in place. @param count of numbers, a multiple of four. @param leak 0..1 */
export function leakRow(y: usize, count: i32, leak: f32): void {
  const factor = f32x4.splat(leak);
  const end = y + ((<usize>count) << 2);
  for (; y < end; y += 16) {
    const v = v128.load(y);
    v128.store(y, f32x4.pmax(v, f32x4.mul(v, factor)));
  }
}

/** What is above `most`, `most`, in place. @param count of numbers, a multiple of four. */
export function capRow(y: usize, count: i32, most: f32): void {
  const cap = f32x4.splat(most);
  const end = y + ((<usize>count) << 2);
  for (; y < end; y += 16) {
    v128.store(y, f32x4.pmin(v128.load(y), cap));
  }
}

/** The greatest of 3 × 3, of stride 2, the window's middle on even pixels. @param x0 @param x1 @param x2 rows of 2 · width pixels. */
export function peakRow(x0: usize, x1: usize, x2: usize, y: usize, width: i32, channels: i32): void {
  const pixel = (<usize>channels) << 2;
  for (let i = 0; i < width; i++) {
    // There is nothing before the first pixel; it twice changes nothing.
    const before: usize = i === 0 ? 0 : pixel;
    for (let at: usize = 0; at < pixel; at += 16) {
      const v0 = three(x0 + at, before, pixel);
      const v1 = three(x1 + at, before, pixel);
      v128.store(y + at, f32x4.pmax(f32x4.pmax(v0, v1), three(x2 + at, before, pixel)));
    }
    x0 += 2 * pixel;
    x1 += 2 * pixel;
    x2 += 2 * pixel;
    y += pixel;
  }
}

/** The greatest of a pixel and its neighbours. */
function three(x: usize, before: usize, pixel: usize): v128 {
  return f32x4.pmax(f32x4.pmax(v128.load(x), v128.load(x - before)), v128.load(x + pixel));
}

/** The mean of 2 × 2, plus a row of `width`. @param x0 @param x1 rows of 2 · width pixels. */
export function halveRow(x0: usize, x1: usize, add: usize, y: usize, width: i32, channels: i32): void {
  const pixel = (<usize>channels) << 2;
  const quarter = f32x4.splat(0.25);
  for (let i = 0; i < width; i++) {
    for (let at: usize = 0; at < pixel; at += 16) {
      const upper = f32x4.add(v128.load(x0 + at), v128.load(x0 + pixel + at));
      const lower = f32x4.add(v128.load(x1 + at), v128.load(x1 + pixel + at));
      v128.store(y + at, madd(f32x4.add(upper, lower), quarter, v128.load(add + at)));
    }
    x0 += 2 * pixel;
    x1 += 2 * pixel;
    y += pixel;
    add += pixel;
  }
}

/**
 * The first `half` channels of two rows in turn: a₀ b₀ a₁ b₁ … Where half is no multiple of four, up to three more of each follow;
 * there must be room for them.
 * @param aChannels @param bChannels @param channels of a pixel of a, of b and of y, in memory.
 */
export function interleaveRow(
  a: usize,
  b: usize,
  y: usize,
  width: i32,
  half: i32,
  aChannels: i32,
  bChannels: i32,
  channels: i32,
): void {
  const run = (<usize>half) << 2;
  for (let i = 0; i < width; i++) {
    for (let at: usize = 0; at < run; at += 16) {
      const va = v128.load(a + at);
      const vb = v128.load(b + at);
      v128.store(y + 2 * at, v128.shuffle<f32>(va, vb, 0, 4, 1, 5));
      v128.store(y + 2 * at, v128.shuffle<f32>(va, vb, 2, 6, 3, 7), 16);
    }
    a += (<usize>aChannels) << 2;
    b += (<usize>bChannels) << 2;
    y += (<usize>channels) << 2;
  }
}
