/** Detectors beside the engine's own, each in a worker, for looking through videos: as many frames are looked at at once. */
import type { FaceDetector } from '../detect/detector.ts';

/** A detector elsewhere; its `detect` takes the frame over. */
export interface Helper extends FaceDetector {
  /** Frames that it has not answered yet. */
  readonly busy: number;
}

/** More keep more memory than a video's decoder can feed. */
const MOST = 4;
/** Frames that wait for a helper. They are taken back in order: while one is waited for, another helper may end two. */
const WAITING = 2;

export class DetectorHelpers {
  readonly #open: () => Promise<Helper>;
  readonly #count: number;
  readonly #helpers = new Set<Helper>();
  #opening: Promise<void> | null = null;
  /** Counts closings: what was opened before one is not wanted after it. */
  #closings = 0;

  /** @param open starts one @param processors of this machine: with a single one there is nothing to be won */
  constructor(open: () => Promise<Helper>, processors = globalThis.navigator?.hardwareConcurrency ?? 1) {
    this.#open = open;
    this.#count = processors > 1 ? Math.min(MOST, processors) : 0;
  }

  /** Starts them, once. Resolves when they are there, or cannot be had. Never rejects. */
  open(): Promise<void> {
    this.#opening ??= this.#start();
    return this.#opening;
  }

  /** Frames that may be given to them at once, so that none of them is idle; 0 where there is none. */
  get room(): number {
    return this.#helpers.size === 0 ? 0 : this.#helpers.size + WAITING;
  }

  /** The one with the least to do; null where there is none. */
  get next(): Helper | null {
    return [...this.#helpers].sort((a, b) => a.busy - b.busy)[0] ?? null;
  }

  /** One that failed: it is closed and never asked again. */
  drop(helper: Helper, error: Error): void {
    console.warn('Guise: a helper of the detector is closed:', error.message);
    this.#helpers.delete(helper);
    helper.close();
  }

  /** They are started anew when they are wanted again. */
  close(): void {
    this.#opening = null;
    this.#closings += 1;
    for (const helper of this.#helpers) {
      helper.close();
    }
    this.#helpers.clear();
  }

  async #start(): Promise<void> {
    const closings = this.#closings;
    const opened = await Promise.allSettled(Array.from({ length: this.#count }, () => this.#open()));
    const wanted = closings === this.#closings;
    for (const one of opened) {
      if (one.status === 'rejected') {
        console.warn('Guise: files are looked at without a helper:', one.reason);
      } else if (wanted) {
        this.#helpers.add(one.value);
      } else {
        one.value.close();
      }
    }
  }
}
