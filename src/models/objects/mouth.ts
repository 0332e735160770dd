/** Yawning and smoking, each by one small filter on the object detector's features about a mouth (training/guise_training/mouth.py). */
import { loadFirst, type StoredModel } from '../catalogue.ts';
import type { OutputMap } from '../face-detector/network.ts';
import { CorruptModelError } from '../fetch.ts';
import { PYRAMID_CHANNELS } from './plan.ts';

/** Pixels of the picture from place to place of the features. */
const STRIDE = 8;
/** Of the places that a filter reads, in heights of the face. */
const STEP = 0.114;

/** Kind in the catalogue, name, and places across and down, of each action's filter. */
const FILTERS = {
  yawning: { kind: 'mouth', name: 'mouth-yawn', side: 3 },
  smoking: { kind: 'mouth-smoke', name: 'mouth-smoke', side: 5 },
} as const;

export type MouthAction = keyof typeof FILTERS;

export interface MouthFilter {
  /** Places across and down, odd. */
  readonly side: number;
  /** side × side × channels. */
  readonly weights: Float32Array;
  readonly bias: number;
}

/** Fetches and checks an action's filter. @throws ModelError when it is not to be had or not the tested one. */
export async function loadMouthFilter(action: MouthAction): Promise<MouthFilter> {
  return mouthFilter(action, await loadFirst(FILTERS[action].kind, '32bit', 'filter for mouths'));
}

/** @throws CorruptModelError when the stored model is another one than is known here. */
export function mouthFilter(action: MouthAction, { network, weights }: StoredModel): MouthFilter {
  const { name, side } = FILTERS[action];
  const filter = weights.get('filter.weight');
  const bias = weights.get('filter.bias')?.values[0];
  if (
    network.name !== name ||
    filter?.shape.join() !== [side, side, PYRAMID_CHANNELS, 1].join() ||
    bias === undefined
  ) {
    throw new CorruptModelError('the filter for mouths is one that is not known here');
  }
  return { side, weights: filter.values, bias };
}

/**
 * How likely a mouth does what the filter tells, 0..1.
 * @param features the object detector's. @param mouth its middle, pixels of the picture that the detector saw. @param height the face's.
 */
export function likelyAt(
  features: OutputMap,
  { side, weights, bias }: MouthFilter,
  mouth: { readonly x: number; readonly y: number },
  height: number,
): number {
  let sum = bias;
  const middle = (side - 1) / 2;
  for (let i = 0; i < side * side; i++) {
    const x = (mouth.x + ((i % side) - middle) * STEP * height) / STRIDE - 0.5;
    const y = (mouth.y + (Math.floor(i / side) - middle) * STEP * height) / STRIDE - 0.5;
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
