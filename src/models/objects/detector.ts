/** NanoDet-m as published: people and the things that say what they do, found on our own kernels (docs/models/objects.md). */
import type { Rectangle } from '../../base/geometry.ts';
import { decodeActions } from '../action/decode.ts';
import { BINS, STRIDES } from '../action/levels.ts';
import { loadFirst, type StoredModel } from '../catalogue.ts';
import type { OutputMap } from '../face-detector/network.ts';
import { assertWeights } from '../face-detector/plan.ts';
import { createSimdNetwork } from '../face-detector/simd.ts';
import { CorruptModelError } from '../fetch.ts';
import { type Build, supportedBuild } from '../simd/build.ts';
import type { Weight } from '../weights.ts';
import { planNanodet } from './plan.ts';

/** A thing, in pixels of the picture. */
export interface FoundObject extends Rectangle {
  /** COCO's name of it. */
  readonly label: string;
  /** 0..1 */
  readonly score: number;
}

export interface ObjectDetector {
  /**
   * @param pixels the picture's bytes, RGB or RGBA, row by row. @param width and height: multiples of 32.
   * @returns what scores at least `threshold` (0..1), class by class, each best first, cut at the picture's border.
   * @throws RangeError when the pixels are not those of such a picture.
   */
  find(
    pixels: Uint8Array | Uint8ClampedArray,
    width: number,
    height: number,
    threshold: number,
  ): readonly FoundObject[];
  /** The same, and the features of stride 8 by which it was found: valid until the next picture. */
  see(...picture: Parameters<ObjectDetector['find']>): {
    readonly objects: readonly FoundObject[];
    readonly features: OutputMap;
  };
}

export interface ObjectModel {
  readonly weights: ReadonlyMap<string, Weight>;
  /** COCO's names, in the order of the network's columns. */
  readonly classes: readonly string[];
}

/** Boxes of one class that overlap more are one thing; as its authors have it. */
const OVERLAP = 0.6;

/** Fetches and checks the weights. @throws ModelError when they are not to be had or not the tested ones. */
export async function loadObjects(): Promise<ObjectModel> {
  return objectModel(await loadFirst('objects', '8bit', 'object detector'));
}

/** @throws CorruptModelError when the stored model is another network than the one that is known here. */
export function objectModel({ network, weights }: StoredModel): ObjectModel {
  const { name, classes } = network as unknown as { name?: unknown; classes?: unknown };
  if (
    name !== 'nanodet-m-objects' ||
    !Array.isArray(classes) ||
    !classes.every((label) => typeof label === 'string')
  ) {
    throw new CorruptModelError('the object detector is a network that is not known here');
  }
  assertWeights(planNanodet(classes.length), weights);
  return { weights, classes };
}

/** @throws Error when the browser has no WebAssembly SIMD or not enough memory. */
export async function createObjectDetector(
  { weights, classes }: ObjectModel,
  build: Build = supportedBuild(),
): Promise<ObjectDetector> {
  const network = await createSimdNetwork(planNanodet(classes.length), weights, build);
  const see: ObjectDetector['see'] = (pixels, width, height, threshold) => {
    const maps = network.run(pixels, width, height);
    return {
      objects: decodeObjects(maps.slice(0, -1), classes, threshold),
      features: maps.at(-1) as OutputMap,
    };
  };
  return { see, find: (...picture) => see(...picture).objects };
}

/** What the maps of strides 8, 16, 32 say. @throws RangeError when they are not those of the network. */
export function decodeObjects(
  maps: readonly OutputMap[],
  classes: readonly string[],
  threshold: number,
): readonly FoundObject[] {
  const columns = classes.length + 4 * BINS;
  const [largest] = maps;
  if (!largest || maps.some(({ channels }) => channels < columns)) {
    throw new RangeError('NanoDet has three maps of scores and bins.');
  }
  const rows = new Float32Array(columns * maps.reduce((sum, { width, height }) => sum + width * height, 0));
  let at = 0;
  for (const { width, height, channels, values } of maps) {
    for (let cell = 0; cell < width * height; cell++, at += columns) {
      rows.set(values.subarray(cell * channels, cell * channels + columns), at);
    }
  }
  return decodeActions(rows, {
    width: largest.width * STRIDES[0],
    height: largest.height * STRIDES[0],
    classes: classes.length,
    threshold,
    overlap: OVERLAP,
  }).map((box) => ({ ...box, label: classes[box.label] as string }));
}
