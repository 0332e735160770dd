/** How long the last pictures took to the page, ms. */
const KEPT = 300;

export class Hops {
  #last: number[] = [];

  add(hop: number): void {
    if (Number.isFinite(hop)) {
      this.#last.push(hop);
      if (this.#last.length > KEPT) {
        this.#last.shift();
      }
    }
  }

  /** Median and 95th percentile; null before there are twenty. */
  summary(): { p50: number; p95: number } | null {
    if (this.#last.length < 20) {
      return null;
    }
    const sorted = [...this.#last].sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] as number;
    return { p50: at(0.5), p95: at(0.95) };
  }
}
