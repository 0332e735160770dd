/** Percentiles over the newest measurements. */

/** The p-th percentile (0..100) by nearest rank; null for no values. `values` need not be sorted. */
export function percentile(values: readonly number[], p: number): number | null {
  if (values.length === 0) {
    return null;
  }
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.min(sorted.length, Math.max(1, Math.ceil((p / 100) * sorted.length)));
  return sorted[rank - 1] ?? null;
}

/** Keeps the newest `capacity` numbers, in no particular order. */
export class RecentNumbers {
  readonly #values: number[] = [];
  readonly #capacity: number;
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(value: number): void {
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  percentile(p: number): number | null {
    return percentile(this.#values, p);
  }

  clear(): void {
    this.#values.length = 0;
    this.#next = 0;
  }
}

/** How many events there were within the last `window` ms, as a rate per second. */
export class Rate {
  readonly #window: number;
  #times: number[] = [];

  constructor(window = 2000) {
    this.#window = window;
  }

  add(now: number): void {
    this.#times.push(now);
    if (this.#times.length > 1000) {
      this.#prune(now);
    }
  }

  /** Events per second; 0 after a window of silence. */
  perSecond(now: number): number {
    this.#prune(now);
    const first = this.#times[0];
    const last = this.#times.at(-1);
    if (first === undefined || last === undefined || this.#times.length < 2 || last === first) {
      return 0;
    }
    return ((this.#times.length - 1) * 1000) / (last - first);
  }

  clear(): void {
    this.#times = [];
  }

  #prune(now: number): void {
    this.#times = this.#times.filter((time) => now - time <= this.#window);
  }
}
