/** Small networks with weights drawn at random, for tests: about as large as trained ones, and the same every time. */
import type { Weight } from '../weights.ts';
import { type ModifierHyper, planModifier } from './plan.ts';
import { type ModifierWeights, weightShapes } from './weights.ts';

/** @param random uniform in [0, 1), `generator` for instance. */
export function randomModifierWeights(
  hyper: ModifierHyper,
  side: number,
  random: () => number,
): ModifierWeights {
  const plan = planModifier(hyper);
  const weights = new Map<string, Weight>();
  for (const [name, shape] of weightShapes(plan)) {
    const length = shape.reduce((product, n) => product * n, 1);
    // Filters are (height, width, in, out), depthwise ones (height, width, channels, 1): what one output value sums over.
    const fanIn =
      shape.length === 4 ? length / Math.max(shape[3] ?? 1, shape[3] === 1 ? (shape[2] ?? 1) : 1) : 1;
    const reach = shape.length === 4 ? Math.sqrt(3 / fanIn) : 0.3;
    const middle = name.includes('norm') && name.endsWith('.weight') ? 1 : 0;
    const values = Float32Array.from({ length }, () => middle + (random() * 2 - 1) * reach);
    weights.set(name, { shape, values });
  }
  return { side, plan, weights, sha256: 'random' };
}

/** Uniform in [0, 1), the same numbers for the same seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
