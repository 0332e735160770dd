import { madd } from './madd';

/**
 * y = a · w: the 1 × 1 convolution of `pixels` pixels, and with `gather` any other.
 *
 * Four pixels by eight outputs stay in registers: per step four values of `a` and eight of `w` are read for 32 multiply-adds.
 * (More rows need more registers than the sixteen of x86, less the engine's own.)
 * @param a pixels × depth. @param w packed: by eights of outputs, depth × 8. @param y pixels × channels.
 * @param depth a multiple of four. @param channels a multiple of eight.
 */
export function multiply(a: usize, w: usize, y: usize, pixels: i32, depth: i32, channels: i32): void {
  const row = (<usize>depth) << 2;
  const outRow = (<usize>channels) << 2;
  const panel = row << 3;
  const fours = a + row * <usize>(pixels & ~3);
  const end = a + row * <usize>pixels;
  for (const stop = y + outRow; y < stop; y += 32) {
    let from = a;
    let to = y;
    for (; from < fours; from += row << 2) {
      let a0 = from;
      let a1 = a0 + row;
      let a2 = a1 + row;
      let a3 = a2 + row;
      let p = w;
      let y00 = f32x4.splat(0);
      let y01 = f32x4.splat(0);
      let y10 = f32x4.splat(0);
      let y11 = f32x4.splat(0);
      let y20 = f32x4.splat(0);
      let y21 = f32x4.splat(0);
      let y30 = f32x4.splat(0);
      let y31 = f32x4.splat(0);
      for (const last = a1; a0 < last; ) {
        const w0 = v128.load(p);
        const w1 = v128.load(p, 16);
        let v = v128.load_splat<f32>(a0);
        y00 = madd(v, w0, y00);
        y01 = madd(v, w1, y01);
        v = v128.load_splat<f32>(a1);
        y10 = madd(v, w0, y10);
        y11 = madd(v, w1, y11);
        v = v128.load_splat<f32>(a2);
        y20 = madd(v, w0, y20);
        y21 = madd(v, w1, y21);
        v = v128.load_splat<f32>(a3);
        y30 = madd(v, w0, y30);
        y31 = madd(v, w1, y31);
        p += 32;
        a0 += 4;
        a1 += 4;
        a2 += 4;
        a3 += 4;
      }
      v128.store(to, y00);
      v128.store(to, y01, 16);
      to += outRow;
      v128.store(to, y10);
      v128.store(to, y11, 16);
      to += outRow;
      v128.store(to, y20);
      v128.store(to, y21, 16);
      to += outRow;
      v128.store(to, y30);
      v128.store(to, y31, 16);
      to += outRow;
    }
    for (; from < end; to += outRow) {
      let p = w;
      let y0 = f32x4.splat(0);
      let y1 = f32x4.splat(0);
      for (const last = from + row; from < last; from += 4) {
        const v = v128.load_splat<f32>(from);
        y0 = madd(v, v128.load(p), y0);
        y1 = madd(v, v128.load(p, 16), y1);
        p += 32;
      }
      v128.store(to, y0);
      v128.store(to, y1, 16);
    }
    w += panel;
  }
}
