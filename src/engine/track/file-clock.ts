/** Time in a file as faces are followed by it: what lies between two of its frames is nobody's loss. */

/** No more than this, µs, counts between two frames: at one frame a second nobody is lost from one to the next. */
export const LONGEST_STEP = 100_000;
/** Two frames further apart, µs, are two pictures: who is in one need not be in the other. */
const GAP = 500_000;

export interface FileTime {
  /** µs, rising; 0 for the first frame. */
  readonly now: number;
  /** The frame before is so long ago that this one has to be looked at as a picture of its own. */
  readonly afterGap: boolean;
}

/** The time of each of these frames, by their own times in µs, rising. */
export function fileTimes(timestamps: readonly number[]): readonly FileTime[] {
  const clock = new FileClock();
  return timestamps.map((timestamp) => clock.at(timestamp));
}

export class FileClock {
  #now = 0;
  #last: number | null = null;

  /** @param timestamp of the next frame, µs; one that is earlier than the last starts anew */
  at(timestamp: number): FileTime {
    const step = this.#last === null ? 0 : timestamp - this.#last;
    this.#last = timestamp;
    this.#now = step < 0 ? 0 : this.#now + Math.min(step, LONGEST_STEP);
    return { now: this.#now, afterGap: step > GAP };
  }

  reset(): void {
    this.#now = 0;
    this.#last = null;
  }
}
