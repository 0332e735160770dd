/** One look at one square: pixels, network, boxes. */
import { tensor4d, tidy } from '@tensorflow/tfjs-core';
import { type ActionBox, bestOfEach, decodeActions } from '../../../models/action/decode.ts';
import type { ActionModel } from '../../../models/action/load.ts';
import type { ActionAnswer } from './messages.ts';

/** Boxes of one class that overlap more are one person; as in training. */
const OVERLAP = 0.6;
/** Boxes of different classes that overlap more are one person. */
const SAME_PERSON = 0.6;

export class SquareReader {
  readonly #model: ActionModel;
  readonly #context: OffscreenCanvasRenderingContext2D;

  /** @throws when there is no 2D canvas in workers. */
  constructor(model: ActionModel) {
    this.#model = model;
    const context = new OffscreenCanvas(model.side, model.side).getContext('2d', {
      willReadFrequently: true,
    });
    if (!context) {
      throw new Error('this browser has no 2D canvas in workers');
    }
    this.#context = context;
  }

  /** Who is in the square, and what each does most likely; best first. Closes the picture. */
  look(square: ImageBitmap): Promise<ActionAnswer['people']> {
    return lookAt(this.#model, this.#rgbOf(square));
  }

  /** Every class's boxes that score at least `threshold` (0..1), in pixels of the square. Closes the picture. */
  find(square: ImageBitmap, threshold: number): Promise<ActionBox[]> {
    return findIn(this.#model, this.#rgbOf(square), threshold);
  }

  #rgbOf(square: ImageBitmap): Float32Array {
    const { side } = this.#model;
    this.#context.drawImage(square, 0, 0);
    square.close();
    const { data } = this.#context.getImageData(0, 0, side, side);
    const rgb = new Float32Array(side * side * 3);
    for (let i = 0, o = 0; o < rgb.length; i += 4) {
      rgb[o++] = data[i] as number;
      rgb[o++] = data[i + 1] as number;
      rgb[o++] = data[i + 2] as number;
    }
    return rgb;
  }
}

/** Who is in a square of side × side × RGB, 0..255, and what each does most likely; best first. */
export async function lookAt(model: ActionModel, rgb: Float32Array): Promise<ActionAnswer['people']> {
  return peopleOf(model, await findIn(model, rgb, model.threshold));
}

/** The same from what the network said of the square (`NanoDet.apply`). */
export function readPeople(model: ActionModel, output: ArrayLike<number>): ActionAnswer['people'] {
  return peopleOf(model, boxesOf(model, output, model.threshold));
}

/** Every class's boxes in such a square that score at least `threshold` (0..1). */
async function findIn(model: ActionModel, rgb: Float32Array, threshold: number): Promise<ActionBox[]> {
  const { network, side } = model;
  const output = tidy(() => network.apply(tensor4d(rgb, [1, side, side, 3])));
  try {
    return boxesOf(model, await output.data(), threshold);
  } finally {
    output.dispose();
  }
}

function boxesOf({ classes, side }: ActionModel, output: ArrayLike<number>, threshold: number): ActionBox[] {
  return decodeActions(output, {
    width: side,
    height: side,
    classes: classes.length,
    threshold,
    overlap: OVERLAP,
  });
}

function peopleOf({ classes }: ActionModel, boxes: readonly ActionBox[]): ActionAnswer['people'] {
  return bestOfEach(boxes, SAME_PERSON).map(({ label, ...box }) => ({ ...box, label: classes[label] ?? '' }));
}
