/**
 * Where things stand in a recording. Pictures and sound come with clocks of their own; both are brought to the page's clock
 * (`performance.now`), and from there to seconds in the file. Only a pause that was made (`pause`) is cut out: a picture that stood still
 * stands still in the file.
 */

/** A source's clock and the page's go at one rate; further apart than this, ms, and it is another source's. */
const SAME_CLOCK = 1000;
/** Seconds between pictures where nothing better is known. */
export const USUAL_GAP = 1 / 30;

/** ms without a picture from which on it stood still; a busy machine's pictures come later than they were taken. */
const STALL = 1000;

/** How a source's clock stands to the page's: what arrives soonest was held up least. */
export class SourceClock {
  #lead = Number.POSITIVE_INFINITY;

  /**
   * @param stamp ms on the source's clock, when it was taken @param arrived ms on the page's, when it came
   * @returns ms on the page's clock when it was taken
   */
  toPage(stamp: number, arrived: number): number {
    const lead = arrived - stamp;
    if (Math.abs(lead - this.#lead) > SAME_CLOCK) {
      this.#lead = lead;
    }
    this.#lead = Math.min(this.#lead, lead);
    return stamp + this.#lead;
  }
}

export class RecordingClock {
  /** The last picture, ms: on its source's clock, and on the page's when it was taken. Null before the first. */
  #last: { readonly stamp: number; readonly taken: number } | null = null;
  /** Seconds in the file, of the last picture. */
  #time = 0;
  #paused = false;

  /** Seconds in the file, of the last picture. */
  get time(): number {
    return this.#time;
  }

  /** What comes until the next picture is not in the file. */
  pause(): void {
    this.#paused = this.#last !== null;
  }

  /**
   * A picture is added.
   * @param stamp ms on its source's clock @param taken ms on the page's clock (`SourceClock`)
   * @returns seconds in the file, rising
   */
  picture(stamp: number, taken: number): number {
    if (this.#last) {
      const page = taken - this.#last.taken;
      const own = stamp - this.#last.stamp;
      // The source's own clock is the better one, unless it is another source's.
      const gap = (Math.abs(own - page) < SAME_CLOCK ? own : page) / 1000;
      this.#time += this.#paused || gap <= 0 ? USUAL_GAP : gap;
    }
    this.#last = { stamp, taken };
    this.#paused = false;
    return this.#time;
  }

  /** Seconds in the file at `now`, ms on the page's clock, where the picture has stood still since long before; null where it has not. */
  stalledUntil(now: number): number | null {
    const still = this.#last && !this.#paused ? now - this.#last.taken : 0;
    return still > STALL ? this.#time + still / 1000 : null;
  }

  /** Seconds in the file for sound that was taken at `taken`, ms on the page's clock; null where it is not in the file. */
  sound(taken: number): number | null {
    if (!this.#last || this.#paused) {
      return null;
    }
    const time = this.#time + (taken - this.#last.taken) / 1000;
    return time < 0 ? null : time;
  }
}
