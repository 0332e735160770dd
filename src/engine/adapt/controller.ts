/** The engine's side of "adapt to my face": collects pictures, has them learned from, keeps what helped and forgets it on request. */
import type { ModifierWeights } from '../../models/modifier/weights.ts';
import type { Face } from '../face.ts';
import type { RawFrame } from '../safe/frame.ts';
import { rgbaOf } from '../safe/pixels.ts';
import { Collector, PICTURES } from './collector.ts';
import type { AdaptationStorage } from './database.ts';
import type { FromAdapter, ToAdapter } from './messages.ts';
import { ADAPT_OPTIONS } from './options.ts';
import {
  type AdaptCommand,
  type AdaptPhase,
  type AdaptProblem,
  type AdaptStatus,
  adaptProblem,
  NOT_ADAPTED,
} from './status.ts';
import { packAdaptation, UnusableAdaptationError, unpackAdaptation } from './stored-format.ts';

export interface AdaptationParts {
  /** A worker that adapts, once. */
  readonly openAdapter: () => Worker;
  readonly storage: AdaptationStorage;
}

/** Side of the modifier's crop, pixels: that of the network in this build. */
const SIDE = 128;

export class Adaptation {
  readonly #parts: AdaptationParts;
  readonly #onStatus: (status: AdaptStatus) => void;
  /** The weights in use have to be loaded again. */
  readonly #onWeights: () => void;
  #status = NOT_ADAPTED;
  #collector: Collector | null = null;
  #worker: Worker | null = null;

  constructor(parts: AdaptationParts, onStatus: (status: AdaptStatus) => void, onWeights: () => void) {
    this.#parts = parts;
    this.#onStatus = onStatus;
    this.#onWeights = onWeights;
  }

  command(command: AdaptCommand): void {
    switch (command) {
      case 'start':
        this.#stop();
        this.#collector = new Collector();
        this.#now({ phase: 'collecting', done: 0, total: PICTURES, hint: null });
        break;
      case 'cancel':
        this.#stop();
        this.#now({ phase: 'idle' });
        break;
      case 'forget':
        this.#stop();
        void this.#forget();
        break;
    }
  }

  /** After each frame. What is wanted of it is copied; the caller closes it. */
  offer(frame: RawFrame, faces: readonly Face[]): void {
    const collector = this.#collector;
    if (!collector || collector.full) {
      return;
    }
    const { face, why } = collector.wants(faces, frame.timestamp);
    if (!face) {
      if (why !== 'too-soon') {
        this.#collected(collector, why);
      }
      return;
    }
    // The detector has read these pixels already: nothing is copied a second time.
    rgbaOf(frame).then(
      (pixels) => {
        if (collector === this.#collector && !collector.full) {
          collector.take(pixels, face, SIDE);
          this.#collected(collector, null);
        }
      },
      () => undefined,
    );
  }

  /** The base weights, or what was adapted from them. Never throws: with damaged or foreign ones the base is used, and the status says so. */
  async applyTo(base: ModifierWeights): Promise<ModifierWeights> {
    try {
      const stored = await this.#parts.storage.read();
      if (stored === undefined) {
        this.#tell({ kept: null });
        return base;
      }
      const { weights, kept } = await unpackAdaptation(stored, base);
      this.#tell({ kept, dropped: null });
      return weights;
    } catch (error) {
      if (error instanceof UnusableAdaptationError) {
        await this.#parts.storage.delete().catch(() => undefined);
        this.#tell({ kept: null, dropped: adaptProblem(error.code) });
      } else {
        this.#tell({ kept: null, dropped: adaptProblem('not-read', error) });
      }
      return base;
    }
  }

  close(): void {
    this.#stop();
  }

  #collected(collector: Collector, hint: 'no-face' | 'several-faces' | null): void {
    const done = collector.examples.length;
    if (collector.full) {
      this.#learn(collector);
    } else {
      this.#now({ phase: 'collecting', done, total: PICTURES, hint });
    }
  }

  #learn(collector: Collector): void {
    this.#now({ phase: 'loading' });
    try {
      const worker = this.#parts.openAdapter();
      this.#worker = worker;
      worker.onmessage = ({ data }: MessageEvent<FromAdapter>) => {
        if (worker === this.#worker) {
          void this.#receive(data);
        }
      };
      worker.onerror = (event) => {
        event.preventDefault();
        if (worker === this.#worker) {
          // Without a message where the worker itself did not come.
          this.#failed(adaptProblem(event.message ? 'not-learned' : 'not-loaded', event.message));
        }
      };
      const examples = collector.examples.slice();
      worker.postMessage(
        { examples, options: ADAPT_OPTIONS } satisfies ToAdapter,
        examples.flatMap(({ picture, scene }) => [
          picture.buffer as ArrayBuffer,
          ...(scene ? [scene.pixels.buffer] : []),
        ]),
      );
      this.#collector = null;
    } catch (error) {
      this.#failed(adaptProblem('not-loaded', error));
    }
  }

  async #receive(message: FromAdapter): Promise<void> {
    switch (message.type) {
      case 'progress':
        this.#now({ phase: 'learning', progress: message.progress });
        break;
      case 'failed':
        this.#failed(adaptProblem(message.code, message.why));
        break;
      case 'done': {
        const { report, weights, base } = message;
        this.#stop();
        try {
          if (weights) {
            await this.#parts.storage.write(await packAdaptation(weights, base, report, Date.now()));
            this.#onWeights();
          }
          this.#now({ phase: 'finished', report });
        } catch (error) {
          this.#failed(adaptProblem('not-stored', error));
        }
        break;
      }
    }
  }

  #failed(problem: AdaptProblem): void {
    this.#stop();
    this.#now({ phase: 'failed', problem });
  }

  async #forget(): Promise<void> {
    try {
      await this.#parts.storage.delete();
      this.#tell({ now: { phase: 'idle' }, kept: null, dropped: null });
      this.#onWeights();
    } catch (error) {
      this.#failed(adaptProblem('not-deleted', error));
    }
  }

  /** Ends what is under way; its pictures go with it. */
  #stop(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#collector?.clear();
    this.#collector = null;
  }

  #now(now: AdaptPhase): void {
    this.#tell({ now });
  }

  #tell(change: Partial<AdaptStatus>): void {
    this.#status = { ...this.#status, ...change };
    this.#onStatus(this.#status);
  }
}
