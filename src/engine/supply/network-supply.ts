/**
 * Keeps the renderer supplied with a mode's network while the mode is wanted: loads it, gives it to whichever
 * renderer draws, takes it away when it is too slow or keeps failing, and tries again. Meanwhile faces are masked.
 */

import { asError } from '../../base/errors.ts';
import { ModelError } from '../../models/fetch.ts';
import type { RendererNetwork } from '../safe/renderer.ts';
import { Backoff } from './backoff.ts';

/** Waits before loading or starting it is tried again, ms. */
const RETRY_WAITS = [1000, 3000, 10_000, 30_000] as const;
/** Failures in a row after which it is taken away and restarted. */
const PATIENCE = 3;
/** Milliseconds that the faces of a frame may take: the median of so many frames. */
export const BUDGET = { limit: 600, frames: 7 } as const;
/** After it was too slow, it has to be this much faster on its first frames to stay. */
const PROBATION = { share: 0.7, frames: 3 } as const;
/** Waits after it was too slow, ms. */
const SLOW_WAITS = [15_000, 60_000, 300_000] as const;

export class NetworkSupply<Weights> {
  /** What it draws, in words: "The …". */
  readonly #drawn: string;
  readonly #load: () => Promise<Weights>;
  /** What a person should know, null when all is well. */
  readonly #onWords: (words: string | null) => void;
  #weights: Weights | null = null;
  #network: RendererNetwork<Weights> | null = null;
  #wanted = false;
  /** Counts starts and pauses, so that a load that ends after a later one is ignored. */
  #turn = 0;
  readonly #retries = new Backoff(RETRY_WAITS);
  /** Attempts after it was too slow. */
  readonly #slow = new Backoff(SLOW_WAITS);
  #failures = 0;
  #durations: number[] = [];
  #lastWords: string | null = null;

  constructor(drawn: string, load: () => Promise<Weights>, onWords: (words: string | null) => void) {
    this.#drawn = drawn;
    this.#load = load;
    this.#onWords = onWords;
  }

  /** Whether any view asks for the mode. */
  want(wanted: boolean): void {
    if (wanted === this.#wanted) {
      return;
    }
    this.#wanted = wanted;
    this.#retries.reset();
    this.#slow.reset();
    if (wanted) {
      void this.#start();
    } else {
      this.#pause();
      this.#tell(null);
    }
  }

  /** Other weights are there to be loaded. */
  reload(): void {
    this.#weights = null;
    if (this.#wanted) {
      void this.#start();
    }
  }

  /** Another renderer draws from now on, or none. */
  drawWith(network: RendererNetwork<Weights> | null): void {
    if (network === this.#network) {
      return;
    }
    this.#network = network;
    this.#slow.reset();
    if (this.#wanted) {
      void this.#start();
    }
  }

  /** True unless it is wanted and nobody knows yet whether there is one. */
  get settled(): boolean {
    return (
      !this.#wanted || this.#network?.ready === true || this.#retries.attempts > 0 || this.#slow.attempts > 0
    );
  }

  /**
   * After each frame: how the network did.
   * @param patient nobody waits for the frame, so it may take as long as it takes.
   */
  record(failure: Error | null, patient = false): void {
    const network = this.#network;
    if (!this.#wanted || !network) {
      return;
    }
    if (failure) {
      this.#failures += 1;
      this.#tell(
        `The ${this.#drawn} failed (${failure.message}). Faces are masked instead; it is tried again.`,
      );
      if (this.#failures >= PATIENCE) {
        this.#failures = 0;
        this.#retry();
      }
      return;
    }
    if (!network.ready) {
      return;
    }
    if (this.#failures > 0) {
      this.#failures = 0;
      this.#tell(null);
    }
    if (!patient) {
      this.#watch(network.duration);
    }
  }

  close(): void {
    this.#wanted = false;
    this.#pause();
  }

  async #start(): Promise<void> {
    this.#pause();
    const turn = this.#turn;
    const network = this.#network;
    if (!network) {
      return;
    }
    this.#tell(`The ${this.#drawn} is being loaded. Faces are masked until it is there.`);
    try {
      const weights = this.#weights ?? (await this.#load());
      this.#weights = weights;
      if (turn !== this.#turn) {
        return;
      }
      await network.use(weights);
      if (turn === this.#turn) {
        this.#retries.reset();
        this.#tell(null);
      }
    } catch (error) {
      if (turn === this.#turn) {
        this.#tell(wordsOf(this.#drawn, asError(error)));
        this.#retry();
      }
    }
  }

  /** Takes the network away and starts it again after a wait. */
  #retry(): void {
    this.#pause();
    this.#retries.retry(() => void this.#start());
  }

  #pause(): void {
    this.#turn += 1;
    this.#retries.cancel();
    this.#slow.cancel();
    this.#durations = [];
    // Also where it is not ready: it may be about to be. A failed release changes nothing.
    this.#network?.use(null).catch(() => undefined);
  }

  #watch(duration: number): void {
    if (!(duration > 0)) {
      return;
    }
    const probation = this.#slow.attempts > 0;
    const { limit, frames } = probation
      ? { limit: BUDGET.limit * PROBATION.share, frames: PROBATION.frames }
      : BUDGET;
    this.#durations.push(duration);
    if (this.#durations.length < frames) {
      return;
    }
    const typical = median(this.#durations);
    this.#durations = this.#durations.slice(1);
    if (typical <= limit) {
      if (probation) {
        this.#slow.reset();
        this.#durations = [];
      }
      return;
    }
    this.#pause();
    const wait = this.#slow.retry(() => void this.#start());
    this.#tell(
      `The ${this.#drawn} is too slow here (${Math.round(typical)} ms a picture). Faces are masked instead; it is tried again in ${wait / 1000} seconds.`,
    );
  }

  #tell(words: string | null): void {
    if (words !== this.#lastWords) {
      this.#lastWords = words;
      this.#onWords(words);
    }
  }
}

function wordsOf(drawn: string, error: Error): string {
  return error instanceof ModelError
    ? `The ${drawn}'s model ${error.state} (${error.message}). Faces are masked instead; it is fetched again. ${error.advice}`
    : `The ${drawn} could not be started (${error.message}). Faces are masked instead; it is tried again.`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
