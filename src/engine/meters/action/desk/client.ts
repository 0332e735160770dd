/** The detector of what people do before a camera: covered pictures go to a worker, what it finds is judged here. */
import type { Face } from '../../../face.ts';
import { assertSafe, type RawFrame, type SafeFrame } from '../../../safe/frame.ts';
import { RpcWorker } from '../../rpc-worker.ts';
import { labelsAgree } from '../agreement.ts';
import type { ActionDetector, ActionReading, ActionScene } from '../detector.ts';
import { restsOnHands, shownLabels } from './classes.ts';
import type { Seen } from './looker.ts';
import { type DeskAnswer, type DeskQuestion, WORKER_NAMES } from './messages.ts';
import { labelsAtOnce, People } from './people.ts';
import { drawLook, looksAt, seenInFrame } from './views.ts';

/**
 * @param all show also labels whose precision is not known or not high enough.
 * @throws when it cannot be had (no worker, no WebAssembly SIMD, missing or damaged weights) or does not answer for a minute.
 */
export function createDeskDetector(all: boolean): Promise<ActionDetector> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    type: 'module',
    name: restsOnHands(shownLabels(all)) ? WORKER_NAMES.hands : WORKER_NAMES.things,
  });
  return new DeskDetector(worker, all).opened();
}

class DeskDetector extends RpcWorker<DeskQuestion, DeskAnswer> implements ActionDetector {
  readonly #shown: ReadonlySet<string>;
  /** Hands are looked for only where what rests on them is shown. */
  readonly #hands: boolean;
  readonly #context: OffscreenCanvasRenderingContext2D;
  /** Of the main picture, and of the one beside it. */
  readonly #main = new People();
  readonly #beside = new People();

  constructor(worker: Worker, all: boolean) {
    super(worker);
    this.#shown = shownLabels(all);
    this.#hands = restsOnHands(this.#shown);
    const context = new OffscreenCanvas(1, 1).getContext('2d');
    if (!context) {
      throw new Error('this browser has no 2D canvas in workers');
    }
    this.#context = context;
  }

  detect(safe: SafeFrame, scene: ActionScene): Promise<ActionReading> {
    return this.#look(safe, null, scene);
  }

  compare(safe: SafeFrame, raw: RawFrame, scene: ActionScene): Promise<ActionReading> {
    return this.#look(safe, raw, scene);
  }

  async #look(safe: SafeFrame, raw: RawFrame | null, { faces, beside }: ActionScene): Promise<ActionReading> {
    assertSafe(safe);
    if (beside) {
      assertSafe(beside);
    }
    const { width, height } = safe.report;
    const sorted = [...faces].sort((a, b) => b.box.height - a.box.height);
    const looks = looksAt(width, height, sorted[0]?.box ?? null, this.#hands);
    const shown = [
      { picture: safe.picture, mode: safe.report.mode },
      ...(beside ? [{ picture: beside.picture, mode: beside.report.mode }] : []),
      ...(raw ? [{ picture: raw.source, mode: 'none' }] : []),
    ];
    const { seen, durations } = await this.ask(async () => {
      // Drawn now: the caller gives the pictures away.
      const parts = shown.flatMap(({ picture }) =>
        looks.map((look) => {
          drawLook(this.#context, picture, look, width, height);
          return { picture: this.#context.canvas.transferToImageBitmap(), sees: look.sees };
        }),
      );
      return [{ pictures: parts }, parts.map(({ picture }) => picture)];
    });
    const of = (index: number): Seen =>
      seenInFrame(looks, seen.slice(index * looks.length), shown[index]?.mode ?? 'none');
    const about = { at: safe.timestamp / 1e6, width, height, shown: this.#shown };
    return {
      timestamp: safe.timestamp,
      people: this.#main.add(sorted, of(0), about),
      agrees: raw && this.#agree(sorted, of(0), of(shown.length - 1)),
      duration: durations.slice(0, looks.length).reduce((a, b) => a + b, 0),
      backend: 'wasm',
      ...(beside ? { beside: this.#beside.add(sorted, of(1), about) } : {}),
    };
  }

  #agree(faces: readonly Face[], safe: Seen, raw: Seen): boolean | null {
    return labelsAgree(labelsAtOnce(faces, safe, this.#shown), labelsAtOnce(faces, raw, this.#shown));
  }
}
