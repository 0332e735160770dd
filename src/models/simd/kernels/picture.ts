import { madd } from './madd';

/** A picture, side × side × RGB in [0, 1], → a map of four channels, 2x − 1; the fourth is 0. */
export function centre(picture: usize, y: usize, pitch: usize, side: i32): void {
  for (let row = 0; row < side; row++) {
    let to = y;
    for (let i = 0; i < side; i++) {
      let v = f32x4.splat(0);
      v = v128.load64_lane(picture, v, 0);
      v = v128.load32_lane(picture, v, 2, 8);
      v = f32x4.sub(f32x4.add(v, v), f32x4.splat(1));
      v128.store(to, f32x4.replace_lane(v, 3, 0));
      picture += 12;
      to += 16;
    }
    y += pitch;
  }
}

/**
 * What the network's head `h` draws on a picture: clamp(x + sigmoid(h₃) (½ − x) + tanh(h₀…₂), 0, 1), where four pixels, two
 * by two, are the sixteen channels of one of the head's.
 * @param h dense, side ÷ 2 × side ÷ 2 × 16, without its `bias`. @param y like the picture.
 */
export function paint(h: usize, bias: usize, picture: usize, y: usize, side: i32): void {
  // tanh(x) is 2 sigmoid(2x) − 1.
  const rates = f32x4(2, 2, 2, 1);
  const half = f32x4.splat(0.5);
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let row = 0; row < side; row++) {
    for (let i = 0; i < side; i++) {
      const block: usize = ((row & 1) << 5) | ((i & 1) << 4);
      const at = h + ((<usize>((row >> 1) * (side >> 1) + (i >> 1))) << 6) + block;
      const s = sigmoid(f32x4.mul(f32x4.add(v128.load(at), v128.load(bias + block)), rates));
      let x = zero;
      x = v128.load64_lane(picture, x, 0);
      x = v128.load32_lane(picture, x, 2, 8);
      const share = f32x4.splat(f32x4.extract_lane(s, 3));
      const drawn = f32x4.sub(f32x4.add(s, s), one);
      const mixed = f32x4.add(madd(share, f32x4.sub(half, x), x), drawn);
      const v = f32x4.min(f32x4.max(mixed, zero), one);
      v128.store64_lane(y, v, 0);
      v128.store32_lane(y, v, 2, 8);
      picture += 12;
      y += 12;
    }
  }
}

/** 1 / (1 + exp(−x)), within 1e-6. */
function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

/** exp by 2ⁿ · 2ᶠ, |f| ≤ ½, and a Taylor polynomial for 2ᶠ; beyond ±87, where a float would overflow, that of ±87. NaN stays. */
function exp(x: v128): v128 {
  const limited = f32x4.max(f32x4.min(x, f32x4.splat(87)), f32x4.splat(-87));
  const powers = f32x4.mul(limited, f32x4.splat(Mathf.LOG2E));
  const n = f32x4.nearest(powers);
  const f = f32x4.mul(f32x4.sub(powers, n), f32x4.splat(Mathf.LN2));
  let p = f32x4.splat(1 / 5040);
  p = madd(p, f, f32x4.splat(1 / 720));
  p = madd(p, f, f32x4.splat(1 / 120));
  p = madd(p, f, f32x4.splat(1 / 24));
  p = madd(p, f, f32x4.splat(1 / 6));
  p = madd(p, f, f32x4.splat(0.5));
  p = madd(p, f, f32x4.splat(1));
  p = madd(p, f, f32x4.splat(1));
  const exponent = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, exponent);
}
