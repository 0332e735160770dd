/** One picture of an action data set: what the page's action detector finds in it raw, and after every variant. */
import { tensor4d, tidy } from '@tensorflow/tfjs-core';
import { rgbaOf } from '../../src/engine/pixels.ts';
import type { Pixels } from '../../src/engine/render/cpu/sample.ts';
import type { FoundBox } from '../../src/metrics/detection.ts';
import { decodeActions } from '../../src/models/action/decode.ts';
import { type ActionModel, loadActionModel } from '../../src/models/action/load.ts';
import { startWasmBackend } from '../../src/models/wasm-backend.ts';
import { boxInPicture, GREY, letterbox } from './letterbox.ts';
import { BrokenPictureError, fetchPicture, pixelsOf } from './picture.ts';
import type { StillPipeline } from './still.ts';
import type { ActionsOutcome, ActionsTask, BrokenPicture } from './tasks.ts';

/** As in training's evaluation: boxes that score less hardly change the area under the curve; IoU above which boxes are one. */
const THRESHOLD = 0.05;
const OVERLAP = 0.6;

/** @throws when tfjs cannot start or the detector's weights are missing or damaged. */
export async function loadActions(): Promise<ActionBench> {
  await startWasmBackend();
  return new ActionBench(await loadActionModel());
}

export class ActionBench {
  readonly #model: ActionModel;
  readonly #square: OffscreenCanvasRenderingContext2D;
  readonly #whole: OffscreenCanvasRenderingContext2D;

  constructor(model: ActionModel) {
    this.#model = model;
    this.#square = context(model.side);
    this.#whole = context(1);
  }

  get labels(): readonly string[] {
    return this.#model.classes;
  }

  async evaluate(
    { url, variants }: ActionsTask,
    pipeline: StillPipeline,
  ): Promise<ActionsOutcome | BrokenPicture> {
    try {
      const frame = await fetchPicture(url);
      try {
        const raw = await rgbaOf(frame);
        const { frames } = await pipeline.process(frame, variants);
        const report = frames[0]?.report;
        const found = [await this.#find(raw)];
        for (const { picture } of frames) {
          found.push(await this.#find(pixelsOf(picture)));
        }
        return {
          width: raw.width,
          height: raw.height,
          covered: report?.covered ?? 'whole',
          reason: report?.reason ?? 'no-face',
          found,
        };
      } finally {
        frame.source.close();
      }
    } catch (error) {
      if (error instanceof BrokenPictureError) {
        return { broken: error.message };
      }
      throw error;
    }
  }

  /** Boxes in pixels of the picture. */
  async #find(picture: Pixels): Promise<FoundBox[]> {
    const { network, classes, side } = this.#model;
    const rgb = this.#input(picture);
    const output = tidy(() => network.apply(tensor4d(rgb, [1, side, side, 3])));
    try {
      const place = letterbox(picture.width, picture.height, side);
      const options = {
        width: side,
        height: side,
        classes: classes.length,
        threshold: THRESHOLD,
        overlap: OVERLAP,
      };
      return decodeActions(await output.data(), options).flatMap(({ label, score, ...box }) => {
        const inside = boxInPicture(box, place, picture);
        return inside ? [{ ...inside, label: classes[label] ?? '', score }] : [];
      });
    } finally {
      output.dispose();
    }
  }

  /** The picture in its grey square, drawn as the page draws it. */
  #input(picture: Pixels): Float32Array {
    const { side } = this.#model;
    const place = letterbox(picture.width, picture.height, side);
    const whole = this.#whole.canvas;
    whole.width = picture.width;
    whole.height = picture.height;
    this.#whole.putImageData(
      new ImageData(picture.data as ImageDataArray, picture.width, picture.height),
      0,
      0,
    );
    this.#square.fillStyle = `rgb(${GREY},${GREY},${GREY})`;
    this.#square.fillRect(0, 0, side, side);
    this.#square.imageSmoothingQuality = 'medium';
    this.#square.drawImage(whole, place.left, place.top, place.width, place.height);
    const { data } = this.#square.getImageData(0, 0, side, side);
    const rgb = new Float32Array(side * side * 3);
    for (let i = 0; i < side * side; i++) {
      for (let c = 0; c < 3; c++) {
        rgb[i * 3 + c] = data[i * 4 + c] as number;
      }
    }
    return rgb;
  }
}

function context(side: number): OffscreenCanvasRenderingContext2D {
  const found = new OffscreenCanvas(side, side).getContext('2d', { willReadFrequently: true });
  if (!found) {
    throw new Error('No 2D canvas for the action detector.');
  }
  return found;
}
