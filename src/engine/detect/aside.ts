/**
 * A worker that takes some of a frame's looks while the engine's own thread takes the others: on a machine of several processors a
 * frame is looked at in less time. Not needed for anything: whatever becomes of it, no look is left out.
 */
import { withDeadline } from '../../base/deadline.ts';
import { messageOf } from '../../base/errors.ts';
import { WorkerOrders } from '../../base/worker-orders.ts';
import type { Candidate } from '../../models/face-detector/candidates.ts';
import type { HelperOrder } from './helper.ts';
import type { Look, NetworkWeights } from './looks.ts';

/** Each look's faces. */
export type Finds = readonly (readonly Candidate[])[];

export interface Aside {
  /**
   * The looks' faces from elsewhere; null where there is nobody to take them (yet). Never rejects.
   * @param looks each makes its picture, which may be valid until the next one is made.
   */
  ask(looks: readonly (() => Look)[]): Promise<Finds | null>;
  close(): void;
}

/** ms that looks may take elsewhere; what is later is taken for lost. A tab in the background is slow. */
const ANSWER_TIMEOUT = 3000;
/** Frames before the worker is started: a picture needs none, and whoever starts waits for no script of it. */
export const FRAMES_BEFORE = 30;
/** ms within which it has to be there. */
const LOAD_TIMEOUT = 60_000;

export class WorkerAside implements Aside {
  /** What it will be started with; null once it has been, or was not to be. */
  #weights: NetworkWeights | null;
  readonly #start: () => Worker;
  #orders: WorkerOrders<HelperOrder, Finds> | null = null;
  #frames = 0;
  #ready = false;

  /** @param start it @param processors of this machine: with a single one there is nothing to be won */
  constructor(
    weights: NetworkWeights,
    start: () => Worker = startWorker,
    processors = globalThis.navigator?.hardwareConcurrency ?? 1,
  ) {
    this.#weights = processors > 1 ? weights : null;
    this.#start = start;
  }

  async ask(looks: readonly (() => Look)[]): Promise<Finds | null> {
    this.#frames += 1;
    if (this.#frames >= FRAMES_BEFORE && this.#weights) {
      // Not waited for: whoever asks meanwhile takes the looks.
      void this.#prepare(this.#weights);
      this.#weights = null;
    }
    if (!this.#ready || !this.#orders) {
      return null;
    }
    const copies = looks.map((make) => {
      const look = make();
      return { ...look, picture: { ...look.picture, data: look.picture.data.slice() } };
    });
    const moved = copies.map(({ picture }) => picture.data.buffer);
    return this.#answer(this.#orders.ask(copies, moved), ANSWER_TIMEOUT);
  }

  close(): void {
    this.#weights = null;
    this.#orders?.close();
    this.#orders = null;
  }

  async #prepare(weights: NetworkWeights): Promise<void> {
    try {
      this.#orders = new WorkerOrders(this.#start());
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#ready = (await this.#answer(this.#orders.ask(weights), LOAD_TIMEOUT)) !== null;
  }

  /** Once it has failed it is never asked again. */
  async #answer(answer: Promise<Finds>, ms: number): Promise<Finds | null> {
    try {
      return await withDeadline(answer, ms, 'There was no answer in time.');
    } catch (error) {
      this.#fail(error);
      return null;
    }
  }

  #fail(error: unknown): void {
    if (this.#orders) {
      console.warn('Guise: every look is taken on one thread:', messageOf(error));
    }
    this.close();
  }
}

function startWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'guise-looks' });
}
