import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Spot } from '../../../src/models/recogniser/align.ts';

/** A face recogniser that judges: aligned faces in, points in a space where one person's faces lie close together out. */
export interface Judge {
  /** Side of the aligned picture, pixels. */
  readonly side: number;
  /** Where in it both eyes, the nose and the middle of the mouth lie. */
  readonly template: readonly Spot[];
  /** @param pictures [n, side, side, 3], RGB 0..255. @returns [n, dimensions], not normalised; the caller disposes it. */
  embed(pictures: Tensor4D): Tensor2D;
}
