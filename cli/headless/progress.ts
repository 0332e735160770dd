/** Says how far a run is and how long it will take: one line that is written over on a terminal, one now and then elsewhere. */

/** ms between lines where they cannot be written over. */
const QUIET = 15_000;

export class Progress {
  readonly #total: number;
  readonly #label: string;
  readonly #out: NodeJS.WriteStream;
  readonly #before: number;
  /** From the first thing that was done on: before it, models were loaded. */
  #clock: { readonly at: number; readonly done: number } | null = null;
  #last = Number.NEGATIVE_INFINITY;
  #drawn = false;

  /** @param done how much was there already when this run began; it says nothing about speed. */
  constructor(label: string, total: number, done: number, out: NodeJS.WriteStream = process.stderr) {
    this.#label = label;
    this.#total = total;
    this.#before = done;
    this.#out = out;
  }

  show(done: number, now = Date.now()): void {
    if (done > this.#before) {
      this.#clock ??= { at: now, done };
    }
    const wait = this.#out.isTTY ? 200 : QUIET;
    if (now - this.#last < wait && done < this.#total) {
      return;
    }
    this.#last = now;
    const line = `${this.#label}: ${done} of ${this.#total}${this.#left(done, now)}`;
    this.#out.write(this.#out.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
    this.#drawn = this.#out.isTTY;
  }

  /** Ends the line. */
  end(): void {
    if (this.#drawn) {
      this.#out.write('\n');
      this.#drawn = false;
    }
  }

  #left(done: number, now: number): string {
    const { at, done: first } = this.#clock ?? { at: now, done };
    if (done <= first || done >= this.#total) {
      return '';
    }
    return `, about ${duration(((now - at) / (done - first)) * (this.#total - done))} left`;
  }
}

/** ms in words: 45 s, 12 min, 3 h 20 min. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) {
    return `${seconds} s`;
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
