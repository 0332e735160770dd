/** How often what runs beside the frame path may look: as often as it was asked to, or less often where a look takes long. */

/** Share of all processors that one of them may keep busy; there are three, and the frame path and the page need theirs. */
const SHARE = 0.05;
/** More of one processor than this none of them takes, however many there are. */
const MOST = 0.3;

export class Pace {
  readonly #share: number;
  #last = Number.NEGATIVE_INFINITY;
  #took = 0;
  #looks = 0;

  constructor(processors = globalThis.navigator?.hardwareConcurrency ?? 2) {
    this.#share = Math.min(MOST, SHARE * processors);
  }

  /** @param rate looks a second at most. @param now ms, as in `start`. */
  isDue(rate: number, now: number): boolean {
    return now - this.#last >= Math.max(1000 / rate, this.#took / this.#share);
  }

  start(now: number): void {
    this.#last = now;
  }

  /** @param duration of a look, ms. The first one warms up, and says nothing of those that follow. */
  recordDuration(duration: number): void {
    this.#took = this.#looks > 0 ? duration : 0;
    this.#looks += 1;
  }
}
