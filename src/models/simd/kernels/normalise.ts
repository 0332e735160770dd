import { madd } from './madd';

/**
 * Adds the sums over `pixels` pixels of a dense map, by channel, of what differs from `pivot` (its first pixel: no
 * cancellation) and of that squared. @param sums channels sums, then channels squares.
 */
export function statistics(x: usize, pivot: usize, sums: usize, pixels: i32, channels: i32): void {
  const pixel = (<usize>channels) << 2;
  const end = x + <usize>pixels * pixel;
  for (let at: usize = 0; at < pixel; at += 16) {
    const first = v128.load(pivot + at);
    let sum = v128.load(sums + at);
    let square = v128.load(sums + pixel + at);
    for (let from = x + at; from < end; from += pixel) {
      const d = f32x4.sub(v128.load(from), first);
      sum = f32x4.add(sum, d);
      square = madd(d, d, square);
    }
    v128.store(sums + at, sum);
    v128.store(sums + pixel + at, square);
  }
}

/**
 * Turns the sums of `pixels` pixels into what instance norm multiplies by and adds, in their place, by channel:
 * weight / sqrt(variance + epsilon), and bias − mean times that.
 */
export function affine(
  sums: usize,
  pivot: usize,
  weight: usize,
  bias: usize,
  pixels: i32,
  channels: i32,
  epsilon: f32,
): void {
  const pixel = (<usize>channels) << 2;
  const share = f32x4.splat(1 / <f32>pixels);
  for (let at: usize = 0; at < pixel; at += 16) {
    const off = f32x4.mul(v128.load(sums + at), share);
    const square = f32x4.mul(v128.load(sums + pixel + at), share);
    const variance = f32x4.max(f32x4.sub(square, f32x4.mul(off, off)), f32x4.splat(0));
    const root = f32x4.sqrt(f32x4.add(variance, f32x4.splat(epsilon)));
    const scale = f32x4.div(v128.load(weight + at), root);
    const mean = f32x4.add(off, v128.load(pivot + at));
    v128.store(sums + at, scale);
    v128.store(sums + pixel + at, f32x4.sub(v128.load(bias + at), f32x4.mul(mean, scale)));
  }
}

/**
 * Instance norm with what comes after it: max(x · scale + shift, floor), plus the map `add` unless that is 0.
 * @param x dense. @param factors what `affine` made. @param y a map; `add` is one of the same pitch or another.
 */
export function normalise(
  x: usize,
  factors: usize,
  floor: f32,
  y: usize,
  pitch: usize,
  width: i32,
  height: i32,
  channels: i32,
  add: usize,
  addPitch: usize,
): void {
  const pixel = (<usize>channels) << 2;
  const least = f32x4.splat(floor);
  const row = <usize>width * pixel;
  for (let i = 0; i < height; i++) {
    for (let start: usize = 0; start < row; start += pixel) {
      for (let at: usize = 0; at < pixel; at += 16) {
        const o = start + at;
        const scale = v128.load(factors + at);
        const shift = v128.load(factors + pixel + at);
        // Of two unordered values `pmax` keeps the first: a NaN stays one, and is found out.
        let v = f32x4.pmax(madd(v128.load(x + o), scale, shift), least);
        if (add) {
          v = f32x4.add(v, v128.load(add + o));
        }
        v128.store(y + o, v);
      }
    }
    x += row;
    y += pitch;
    add += add ? addPitch : 0;
  }
}
