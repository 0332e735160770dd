/** A tiny modifier, recogniser and person, drawn by formula: for tests of adapting. */
import { avgPool, mean, reshape, sub, type Tensor2D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { box, type FramePx, point } from '../../base/geometry.ts';
import { generator, randomModifierWeights } from '../../models/modifier/random.ts';
import type { ModifierWeights } from '../../models/modifier/weights.ts';
import { CHIP_TEMPLATE } from '../../models/recogniser/align.ts';
import type { Example } from './example.ts';
import type { Embedder } from './objective.ts';
import { type Scene, sceneOf } from './scene.ts';

export const TINY_SIDE = 16;

/** Near the identity, as the real one begins. */
export function tinyModifier(): ModifierWeights {
  const made = randomModifierWeights({ width: 4, blocks: 0 }, TINY_SIDE, generator(11));
  const weights = new Map(made.weights);
  const head = weights.get('head.weight');
  if (head) {
    weights.set('head.weight', { ...head, values: head.values.map((v) => v * 0.05) });
  }
  weights.set('head.bias', {
    shape: [16],
    values: Float32Array.from({ length: 16 }, (_, i) => (i % 4 === 3 ? -4 : 0)),
  });
  return { ...made, weights };
}

/** Looks at coarse colours, less their mean: [n, 150, 150, 3] → [n, 75]. */
export const tinyRecogniser: Embedder = {
  embed: (pictures: Tensor4D): Tensor2D =>
    tidy(() => {
      const coarse = avgPool(pictures, 30, 30, 'valid');
      return reshape(sub(coarse, mean(coarse, [1, 2], true)), [pictures.shape[0], 75]);
    }),
};

/** So many pictures of one made-up person: blobs that stay, light and noise that change. */
export function tinyPerson(count: number): Example[] {
  const next = generator(21);
  return Array.from({ length: count }, () => {
    const light = 0.8 + 0.3 * next();
    const picture = Float32Array.from({ length: TINY_SIDE * TINY_SIDE * 3 }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % TINY_SIDE, Math.floor(i / 3 / TINY_SIDE)];
      const shape = 0.5 + 0.25 * Math.sin(x / 2) * Math.cos(y / 2.5 + (i % 3));
      return Math.min(1, Math.max(0, light * shape + 0.04 * (next() - 0.5)));
    });
    const points = CHIP_TEMPLATE.map(({ x, y }) => ({
      x: 2 + (x * 11) / 150 + next() / 2,
      y: 2 + (y * 11) / 150 + next() / 2,
    }));
    return { picture, points, scene: null };
  });
}

/** A light room with the tiny person's face in its middle. */
export function tinyScene(): Scene {
  const scene = sceneOf(
    { width: 320, height: 240, data: new Uint8ClampedArray(320 * 240 * 4).fill(200) },
    {
      key: 1,
      track: 1,
      centre: point<FramePx>(160, 120),
      side: 140,
      angle: 0,
      sighting: { box: box<FramePx>(125, 85, 70, 70), landmarks: [] },
    },
  );
  if (!scene) {
    throw new Error('The tiny person has no scene.');
  }
  return scene;
}

/** Everything but a rim of two pixels. */
export function tinyMask(): Float32Array {
  return Float32Array.from({ length: TINY_SIDE ** 2 }, (_, i) => {
    const [x, y] = [i % TINY_SIDE, Math.floor(i / TINY_SIDE)];
    return Math.min(x, y, TINY_SIDE - 1 - x, TINY_SIDE - 1 - y) >= 2 ? 1 : 0;
  });
}
