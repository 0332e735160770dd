/** When finding faces takes so long that it is reported: lasting slowness, not one slow frame. */

/** ms a frame; there is room between the two so that the words do not come and go. */
const SLOW = 400;
const FAST_ENOUGH = 250;
/** Share that a new frame has in the mean. */
const SHARE = 0.1;
/** Frames before anything is said: the first ones compile and warm up. */
const FIRST = 15;

export class Slowness {
  #mean = 0;
  #frames = 0;
  #slow = false;

  /** Takes in one frame's detection time, ms. */
  record(duration: number): void {
    this.#frames += 1;
    this.#mean += (duration - this.#mean) * Math.max(SHARE, 1 / this.#frames);
    if (this.#frames >= FIRST) {
      this.#slow = this.#mean > (this.#slow ? FAST_ENOUGH : SLOW);
    }
  }

  get slow(): boolean {
    return this.#slow;
  }

  /** Mean detection time, ms. */
  get mean(): number {
    return this.#mean;
  }

  /** Another detector or other settings: what was measured says nothing any more. */
  reset(): void {
    this.#mean = 0;
    this.#frames = 0;
    this.#slow = false;
  }
}
