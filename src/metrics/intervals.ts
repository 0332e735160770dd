/** Means and how far they can be trusted. */

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Arithmetic mean; NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation of a whole population (divided by n); NaN of nothing. */
export function standardDeviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

/**
 * Wilson's score interval for a share (Wilson 1927): where the true share lies, given `hits` of `trials`.
 * Never leaves 0..1 and holds for shares near 0, which the simple ±1.96·σ does not.
 * @param z how many standard deviations; 1.96 is 95 %.
 * @throws RangeError when there is no trial or more hits than trials.
 */
export function wilsonInterval(hits: number, trials: number, z = 1.96): Interval {
  if (!(trials > 0) || hits < 0 || hits > trials) {
    throw new RangeError(`${hits} of ${trials} is no share.`);
  }
  const share = hits / trials;
  const spread = z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  const centre = share + (z * z) / (2 * trials);
  const scale = 1 + (z * z) / trials;
  return {
    low: hits === 0 ? 0 : Math.max(0, (centre - spread) / scale),
    high: hits === trials ? 1 : Math.min(1, (centre + spread) / scale),
  };
}

/**
 * Percentile bootstrap (Efron 1979): draws as many items with replacement as there are, again and again, and gives the middle
 * 95 % of what `statistic` says of the draws. The same for the same seed.
 * @param statistic draws for which it gives NaN (a class that was not drawn) are left out.
 * @throws RangeError when there is no item, or the statistic never gives a number.
 */
export function bootstrapInterval<T>(
  items: readonly T[],
  statistic: (sample: readonly T[]) => number,
  { rounds = 1000, seed = 1, level = 0.95 }: { rounds?: number; seed?: number; level?: number } = {},
): Interval {
  if (items.length === 0) {
    throw new RangeError('Nothing to draw from.');
  }
  const random = randomNumbers(seed);
  const values: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const value = statistic(items.map(() => items[Math.floor(random() * items.length)] as T));
    if (!Number.isNaN(value)) {
      values.push(value);
    }
  }
  if (values.length === 0) {
    throw new RangeError('The statistic gave no number for any draw.');
  }
  values.sort((a, b) => a - b);
  const at = (share: number) => values[Math.round(share * (values.length - 1))] as number;
  return { low: at((1 - level) / 2), high: at((1 + level) / 2) };
}

/** Evenly spread numbers in [0, 1), the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
