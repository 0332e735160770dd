/** How much a face changes from frame to frame where it should not: what the eye sees as shimmer. */

import type { SceneFace } from '../../testing/scenes/scene.ts';
import type { Picture } from './clips.ts';

/** Samples a side; a face of 150 px has one about every third pixel. */
const SIDE = 48;

/**
 * The face by itself, wherever it is and however it is turned: green levels (0..255) on a grid over the inner ellipse,
 * bilinear, so that two frames of a face that only moved have about the same samples.
 */
export function faceSamples({ width, height, data }: Picture, face: SceneFace): number[] {
  const turn = (face.roll * Math.PI) / 180;
  const green = (x: number, y: number) =>
    data[
      (Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))) * 4 + 1
    ] as number;
  const samples: number[] = [];
  for (let i = 0; i < SIDE; i++) {
    for (let j = 0; j < SIDE; j++) {
      const u = (2 * (j + 0.5)) / SIDE - 1;
      const v = (2 * (i + 0.5)) / SIDE - 1;
      if (u * u + v * v > 0.8) {
        continue;
      }
      const a = (u * face.width) / 2;
      const b = (v * face.height) / 2;
      const x = face.x + a * Math.cos(turn) - b * Math.sin(turn) - 0.5;
      const y = face.y + a * Math.sin(turn) + b * Math.cos(turn) - 0.5;
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [fx, fy] = [x - left, y - top];
      samples.push(
        (green(left, top) * (1 - fx) + green(left + 1, top) * fx) * (1 - fy) +
          (green(left, top + 1) * (1 - fx) + green(left + 1, top + 1) * fx) * fy,
      );
    }
  }
  return samples;
}

/** Mean absolute difference of two faces' samples, levels. @throws RangeError when they are not as many. */
export function meanDifference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) {
    throw new RangeError(`${a.length} samples cannot be held against ${b.length}.`);
  }
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] as number)), 0) / a.length;
}
