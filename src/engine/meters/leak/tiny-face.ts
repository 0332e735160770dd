/**
 * The leak meter's own face detector, independent of MediaPipe's: the "tiny face detector" of face-api.js (MIT), a tiny YOLO v2
 * (Redmon & Farhadi, "YOLO9000: Better, Faster, Stronger", 2017, section 2) with separable convolutions, rewritten on
 * tfjs. Its weights come from npm `@vladmandic/face-api`.
 */
import {
  depthwiseConv2d,
  fused,
  maxPool,
  type Rank,
  type ShapeMap,
  type Tensor1D,
  type Tensor4D,
  tensor,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import { rectangleIou } from '../../../base/geometry.ts';
import { sigmoid } from '../../../base/logistic.ts';
import type { Pixels } from '../../../base/sample.ts';
import type { Weight } from '../../../models/weights.ts';
import type { SeenFace } from './leaks.ts';
import { INPUT_SIDE } from './picture-size.ts';

/** 5 halvings. */
export const CELLS = INPUT_SIDE / 32;

/** Mean colour of the training pictures, subtracted before the division by 255. */
const MEAN = [117.001, 114.697, 97.404] as const;
/** Sides of the five prior boxes, in cells. */
const ANCHORS = [
  [1.603231, 2.094468],
  [6.041143, 7.080126],
  [2.882459, 3.518061],
  [4.266906, 5.178857],
  [9.041765, 10.66308],
] as const;
/** Per prior box: centre x, centre y, width, height, objectness. */
const ENCODING = 5;
/** Boxes that overlap more (IoU) are one face; a head often gets a second box half a face further down. */
const MAX_OVERLAP = 0.15;
/**
 * The network's boxes hold ears and hair as well. These shares of their sides are the face itself, cheek to cheek and brows
 * to chin, as measured against the true faces of the tests (`npm run bench detect`).
 */
const FACE_IN_BOX = { width: 0.62, height: 0.78, right: 0.03 } as const;

export class TinyFaceDetector {
  readonly #weights: ReadonlyMap<string, Tensor4D | Tensor1D>;

  /** A tfjs backend must be ready. */
  constructor(weights: ReadonlyMap<string, Weight>) {
    this.#weights = new Map(
      [...weights].map(([name, { shape, values }]) => [
        name,
        tensor<Rank>(values, [...shape] as ShapeMap[Rank], 'float32') as Tensor4D | Tensor1D,
      ]),
    );
  }

  /**
   * Faces in a picture of at most `INPUT_SIDE` pixels a side, in its own pixels, best first.
   * @param minScore 0..1
   */
  async find(picture: Pixels, minScore: number): Promise<SeenFace[]> {
    const output = tidy(() => this.#forward(tensor4d(inputOf(picture), [1, INPUT_SIDE, INPUT_SIDE, 3])));
    try {
      return decodeFaces((await output.data()) as Float32Array, minScore);
    } finally {
      output.dispose();
    }
  }

  dispose(): void {
    for (const weight of this.#weights.values()) {
      weight.dispose();
    }
  }

  #forward(input: Tensor4D): Tensor4D {
    let x = fused.conv2d({
      x: input,
      filter: this.#of('conv0/filters'),
      bias: this.#of('conv0/bias'),
      strides: 1,
      pad: 'valid',
      activation: 'leakyrelu',
      leakyreluAlpha: 0.1,
    });
    for (const layer of ['conv1', 'conv2', 'conv3', 'conv4', 'conv5']) {
      x = this.#separable(maxPool(x, 2, 2, 'same'), layer);
    }
    return fused.conv2d({
      x: maxPool(x, 2, 1, 'same'),
      filter: this.#of('conv8/filters'),
      bias: this.#of('conv8/bias'),
      strides: 1,
      pad: 'valid',
    });
  }

  #separable(x: Tensor4D, layer: string): Tensor4D {
    return fused.conv2d({
      x: depthwiseConv2d(x, this.#of(`${layer}/depthwise_filter`), 1, 'same'),
      filter: this.#of(`${layer}/pointwise_filter`),
      bias: this.#of(`${layer}/bias`),
      strides: 1,
      pad: 'valid',
      activation: 'leakyrelu',
      leakyreluAlpha: 0.1,
    });
  }

  /** The caller knows what rank a weight has: filters four, biases one. */
  #of<T extends Tensor4D | Tensor1D>(name: string): T {
    const weight = this.#weights.get(name);
    if (!weight) {
      throw new RangeError(`The weights ${name} are missing.`);
    }
    return weight as T;
  }
}

/** RGB less the mean, over 255, in the top left corner of a black square. @throws RangeError when the picture is too large. */
export function inputOf({ width, height, data }: Pixels): Float32Array {
  if (width > INPUT_SIDE || height > INPUT_SIDE) {
    throw new RangeError(`A picture of ${width}×${height} is larger than the network's input.`);
  }
  const input = new Float32Array(INPUT_SIDE * INPUT_SIDE * 3);
  for (let y = 0; y < INPUT_SIDE; y++) {
    for (let x = 0; x < INPUT_SIDE; x++) {
      const inside = x < width && y < height;
      for (let c = 0; c < 3; c++) {
        const level = inside ? (data[(y * width + x) * 4 + c] as number) : 0;
        input[(y * INPUT_SIDE + x) * 3 + c] = (level - (MEAN[c] as number)) / 255;
      }
    }
  }
  return input;
}

/**
 * The network's output (CELLS × CELLS × 5 prior boxes × 5 numbers, row by row) as faces in input pixels, best first,
 * without those that overlap a better one. A face is what lies between cheeks, brows and chin, not the whole head.
 */
export function decodeFaces(output: ArrayLike<number>, minScore: number): SeenFace[] {
  const found: SeenFace[] = [];
  for (let cell = 0; cell < CELLS * CELLS; cell++) {
    ANCHORS.forEach(([anchorWidth, anchorHeight], anchor) => {
      const at = (cell * ANCHORS.length + anchor) * ENCODING;
      const [x = 0, y = 0, w = 0, h = 0, objectness = 0] = Array.from(
        { length: ENCODING },
        (_, i) => output[at + i],
      );
      const score = sigmoid(objectness);
      if (score <= minScore) {
        return;
      }
      const size = INPUT_SIDE / CELLS;
      const width = Math.exp(w) * anchorWidth * size;
      const height = Math.exp(h) * anchorHeight * size;
      const centreX = ((cell % CELLS) + sigmoid(x)) * size;
      const centreY = (Math.floor(cell / CELLS) + sigmoid(y)) * size;
      found.push({ x: centreX - width / 2, y: centreY - height / 2, width, height, score });
    });
  }
  const kept: SeenFace[] = [];
  for (const face of found.sort((a, b) => b.score - a.score)) {
    if (!kept.some((better) => rectangleIou(better, face) > MAX_OVERLAP)) {
      kept.push(face);
    }
  }
  return kept.map(faceIn);
}

function faceIn(head: SeenFace): SeenFace {
  const width = head.width * FACE_IN_BOX.width;
  const height = head.height * FACE_IN_BOX.height;
  return {
    x: head.x + (head.width - width) / 2 + head.width * FACE_IN_BOX.right,
    y: head.y + (head.height - height) / 2,
    width,
    height,
    score: head.score,
  };
}
