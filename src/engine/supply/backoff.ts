/** ms, for what is fetched or started again without anybody asking. */
export const RETRY_WAITS = [500, 1000, 2000, 5000, 15000] as const;

/** Waits between attempts to get back what failed: each longer than the one before, until it works. */
export class Backoff {
  readonly #waits: readonly number[];
  #attempts = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param waits ms before each attempt; the last one repeats. */
  constructor(waits: readonly [number, ...number[]]) {
    this.#waits = waits;
  }

  /** Attempts that were asked for since it last worked. */
  get attempts(): number {
    return this.#attempts;
  }

  /** Calls `again` after the next wait, instead of what was still waiting. @returns that wait, ms. */
  retry(again: () => void): number {
    this.cancel();
    const wait = this.#waits[Math.min(this.#attempts, this.#waits.length - 1)] as number;
    this.#attempts += 1;
    this.#timer = setTimeout(again, wait);
    return wait;
  }

  /** Nothing is called any more; the attempts still count. */
  cancel(): void {
    clearTimeout(this.#timer);
  }

  /** It worked, or something else is asked for: nothing is called any more, and the next wait is the first one. */
  reset(): void {
    this.cancel();
    this.#attempts = 0;
  }
}
