/** Yawning, by one small filter on the object detector's features about a mouth (training/guise_training/mouth.py). */
import { loadFirst, type StoredModel } from '../catalogue.ts';
import type { OutputMap } from '../face-detector/network.ts';
import { CorruptModelError } from '../fetch.ts';
import { PYRAMID_CHANNELS } from './plan.ts';

/** Pixels of the picture from place to place of the features. */
const STRIDE = 8;
/** Of the nine places that the filter reads, in heights of the face. */
const STEP = 0.114;

export interface MouthFilter {
  /** 3 × 3 × channels. */
  readonly weights: Float32Array;
  readonly bias: number;
}

/** Fetches and checks the filter. @throws ModelError when it is not to be had or not the tested one. */
export async function loadMouthFilter(): Promise<MouthFilter> {
  return mouthFilter(await loadFirst('mouth', '32bit', 'filter for mouths'));
}

/** @throws CorruptModelError when the stored model is another one than is known here. */
export function mouthFilter({ network, weights }: StoredModel): MouthFilter {
  const filter = weights.get('filter.weight');
  const bias = weights.get('filter.bias')?.values[0];
  if (
    network.name !== 'mouth-yawn' ||
    filter?.shape.join() !== [3, 3, PYRAMID_CHANNELS, 1].join() ||
    bias === undefined
  ) {
    throw new CorruptModelError('the filter for mouths is one that is not known here');
  }
  return { weights: filter.values, bias };
}

/**
 * How likely a mouth yawns, 0..1.
 * @param features the object detector's. @param mouth its middle, pixels of the picture that the detector saw. @param height the face's.
 */
export function yawnAt(
  features: OutputMap,
  { weights, bias }: MouthFilter,
  mouth: { readonly x: number; readonly y: number },
  height: number,
): number {
  let sum = bias;
  for (let i = 0; i < 9; i++) {
    const x = (mouth.x + ((i % 3) - 1) * STEP * height) / STRIDE - 0.5;
    const y = (mouth.y + (Math.floor(i / 3) - 1) * STEP * height) / STRIDE - 0.5;
    sum += sampled(features, x, y, weights, i * PYRAMID_CHANNELS);
  }
  return 1 / (1 + Math.exp(-sum));
}

/** The features between four places, zeros beyond the border, times weights from `first` on. */
function sampled(map: OutputMap, x: number, y: number, weights: Float32Array, first: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  let sum = 0;
  for (const [column, row] of [
    [left, top],
    [left + 1, top],
    [left, top + 1],
    [left + 1, top + 1],
  ] as const) {
    const share = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row));
    if (share <= 0 || column < 0 || row < 0 || column >= map.width || row >= map.height) {
      continue;
    }
    const at = (row * map.width + column) * map.channels;
    for (let c = 0; c < PYRAMID_CHANNELS; c++) {
      sum += share * (map.values[at + c] as number) * (weights[first + c] as number);
    }
  }
  return sum;
}
