import { madd } from './madd';

/**
 * A row of a convolution as a matrix product: y = max(a · w + bias + add, floor).
 *
 * Four pixels by eight outputs stay in registers: per step four values of `a` and eight of `w` are read for 32 multiply-adds.
 * (More rows need more registers than the sixteen of x86, less the engine's own.)
 *
 * What a pixel sums over is one run of `depth` values (a 1 × 1 convolution, or what `gather` made), or three of them in three rows
 * (a 3 × 3 convolution): `a`, `b` and `c` are where those of the first pixel begin, b and c 0 where there is one; the next
 * pixel's begin `step` bytes later.
 * @param w packed: by eights of outputs, depth (of all runs) × 8. @param bias of the outputs, or 0 for none.
 * @param add as many pixels, of `addChannels` channels, or 0 for none. @param y pixels × channels.
 * @param channels and addChannels: multiples of eight.
 */
export function multiply(
  a: usize,
  b: usize,
  c: usize,
  step: usize,
  depth: i32,
  w: usize,
  bias: usize,
  add: usize,
  addChannels: i32,
  y: usize,
  pixels: i32,
  channels: i32,
  floor: f32,
): void {
  const run = (<usize>depth) << 2;
  const outRow = (<usize>channels) << 2;
  const addRow = (<usize>addChannels) << 2;
  const more = b ? 2 : 0;
  const panel = (run << 3) * <usize>(1 + more);
  const fours = pixels & ~3;
  const least = f32x4.splat(floor);
  const zero = f32x4.splat(0);
  for (let o: usize = 0; o < outRow; o += 32) {
    const b0 = bias ? v128.load(bias + o) : zero;
    const b1 = bias ? v128.load(bias + o, 16) : zero;
    const adds = add !== 0 && o < addRow;
    let plus = add + o;
    let to = y + o;
    let from: usize = 0;
    let i = 0;
    for (; i < fours; i += 4) {
      let a0 = a + from;
      let p = w;
      let y00 = b0;
      let y01 = b1;
      let y10 = b0;
      let y11 = b1;
      let y20 = b0;
      let y21 = b1;
      let y30 = b0;
      let y31 = b1;
      let w0: v128;
      let w1: v128;
      let v: v128;
      for (let s = 0; ; s++) {
        let a1 = a0 + step;
        let a2 = a1 + step;
        let a3 = a2 + step;
        const last = a0 + run;
        while (a0 < last) {
          w0 = v128.load(p);
          w1 = v128.load(p, 16);
          v = v128.load_splat<f32>(a0);
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
        if (s === more) {
          break;
        }
        a0 = (s === 0 ? b : c) + from;
      }
      if (adds) {
        y00 = f32x4.add(y00, v128.load(plus));
        y01 = f32x4.add(y01, v128.load(plus, 16));
        plus += addRow;
        y10 = f32x4.add(y10, v128.load(plus));
        y11 = f32x4.add(y11, v128.load(plus, 16));
        plus += addRow;
        y20 = f32x4.add(y20, v128.load(plus));
        y21 = f32x4.add(y21, v128.load(plus, 16));
        plus += addRow;
        y30 = f32x4.add(y30, v128.load(plus));
        y31 = f32x4.add(y31, v128.load(plus, 16));
        plus += addRow;
      }
      // Of two unordered values `pmax` keeps the first: a NaN stays one, and is found out.
      v128.store(to, f32x4.pmax(y00, least));
      v128.store(to, f32x4.pmax(y01, least), 16);
      to += outRow;
      v128.store(to, f32x4.pmax(y10, least));
      v128.store(to, f32x4.pmax(y11, least), 16);
      to += outRow;
      v128.store(to, f32x4.pmax(y20, least));
      v128.store(to, f32x4.pmax(y21, least), 16);
      to += outRow;
      v128.store(to, f32x4.pmax(y30, least));
      v128.store(to, f32x4.pmax(y31, least), 16);
      to += outRow;
      from += step << 2;
    }
    for (; i < pixels; i++) {
      let p = w;
      let y0 = b0;
      let y1 = b1;
      let a0 = a + from;
      for (let s = 0; ; s++) {
        for (const last = a0 + run; a0 < last; a0 += 4) {
          const v = v128.load_splat<f32>(a0);
          y0 = madd(v, v128.load(p), y0);
          y1 = madd(v, v128.load(p, 16), y1);
          p += 32;
        }
        if (s === more) {
          break;
        }
        a0 = (s === 0 ? b : c) + from;
      }
      if (adds) {
        y0 = f32x4.add(y0, v128.load(plus));
        y1 = f32x4.add(y1, v128.load(plus, 16));
        plus += addRow;
      }
      v128.store(to, f32x4.pmax(y0, least));
      v128.store(to, f32x4.pmax(y1, least), 16);
      to += outRow;
      from += step;
    }
    w += panel;
  }
}
