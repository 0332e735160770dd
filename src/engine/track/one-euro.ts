/**
 * One-Euro filter (Casiez, Roussel, Vogel: "1 € Filter", CHI 2012): a low-pass whose cut-off rises with speed, so
 * that a still face does not shiver and a fast one does not lag.
 */
export interface OneEuroOptions {
  /** Cut-off at rest, Hz. Lower is steadier. */
  readonly minCutoff: number;
  /** How fast the cut-off rises, Hz per unit of speed. Higher lags less. */
  readonly beta: number;
  /** Cut-off of the speed's own filter, Hz. */
  readonly speedCutoff: number;
}

export class OneEuroFilter {
  readonly #options: OneEuroOptions;
  #value: number | null = null;
  #lastSample = 0;
  #speed = 0;

  constructor(options: OneEuroOptions) {
    this.#options = options;
  }

  /** The filtered value; NaN before the first sample. */
  get value(): number {
    return this.#value ?? Number.NaN;
  }

  /** Filtered change per second. */
  get speed(): number {
    return this.#speed;
  }

  /**
   * Takes a sample `dt` seconds after the last one and returns the filtered value. The first sample, and one with
   * `dt <= 0`, is taken as it is.
   */
  filter(sample: number, dt: number): number {
    const before = this.#lastSample;
    this.#lastSample = sample;
    if (this.#value === null || !(dt > 0)) {
      this.#value = sample;
      return sample;
    }
    const rawSpeed = (sample - before) / dt;
    this.#speed += smoothing(this.#options.speedCutoff, dt) * (rawSpeed - this.#speed);
    const cutoff = this.#options.minCutoff + this.#options.beta * Math.abs(this.#speed);
    this.#value += smoothing(cutoff, dt) * (sample - this.#value);
    return this.#value;
  }
}

/** Weight of a new sample, 0..1, of a first-order low-pass with this cut-off (Hz) after `dt` seconds. */
function smoothing(cutoff: number, dt: number): number {
  const r = 2 * Math.PI * cutoff * dt;
  return r / (r + 1);
}
