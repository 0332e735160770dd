/** One picture of an action data set: what the page's action detector finds in it raw, and after every variant. */
import { boxInPicture, letterbox } from '../../src/engine/meters/action/letterbox.ts';
import { SquareReader } from '../../src/engine/meters/action/look.ts';
import { Square } from '../../src/engine/meters/action/square.ts';
import type { FoundBox } from '../../src/metrics/detection.ts';
import { type ActionModel, loadActionModel } from '../../src/models/action/load.ts';
import { startWasmBackend } from '../../src/models/wasm-backend.ts';
import { withPicture } from './picture.ts';
import type { StillPipeline } from './still.ts';
import type { ActionsOutcome, ActionsTask, BrokenPicture } from './tasks.ts';

/** As in training's evaluation: boxes that score less hardly change the area under the curve. */
const THRESHOLD = 0.05;

/** @throws when tfjs cannot start or the detector's weights are missing or damaged. */
export async function loadActions(): Promise<ActionBench> {
  await startWasmBackend();
  return new ActionBench(await loadActionModel());
}

export class ActionBench {
  readonly #model: ActionModel;
  readonly #reader: SquareReader;
  readonly #square = new Square();

  constructor(model: ActionModel) {
    this.#model = model;
    this.#reader = new SquareReader(model);
  }

  get labels(): readonly string[] {
    return this.#model.classes;
  }

  async evaluate(
    { url, variants }: ActionsTask,
    pipeline: StillPipeline,
  ): Promise<ActionsOutcome | BrokenPicture> {
    return withPicture(url, async (frame) => {
      const { frames } = await pipeline.process(frame, variants);
      const [first] = frames;
      if (!first) {
        throw new RangeError('No mode was asked for.');
      }
      const { width, height, covered, reason } = first.report;
      const found = [await this.#find(frame.source, width, height)];
      for (const { picture } of frames) {
        found.push(await this.#find(picture, width, height));
        picture.close();
      }
      return { width, height, covered, reason, found };
    });
  }

  /** Boxes in pixels of the picture. */
  async #find(picture: ImageBitmap | VideoFrame, width: number, height: number): Promise<FoundBox[]> {
    const { classes, side } = this.#model;
    const boxes = await this.#reader.find(this.#square.of(picture, width, height), THRESHOLD);
    const place = letterbox(width, height, side);
    return boxes.flatMap(({ label, score, ...box }) => {
      const share = boxInPicture(box, place);
      return share
        ? [
            {
              x: share.x * width,
              y: share.y * height,
              width: share.width * width,
              height: share.height * height,
              label: classes[label] ?? '',
              score,
            },
          ]
        : [];
    });
  }
}
