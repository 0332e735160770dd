/** Measurements over time, for the strip charts: newest kept, oldest dropped, gaps said. */

/** A row of a chart: null where nothing was measured. */
export type Row<K extends string> = Readonly<Record<K, number | null>>;

/**
 * Columns over time. Times are seconds since the page was opened and do not fall; what is added out of order is left out.
 */
export class Series<K extends string> {
  readonly keys: readonly K[];
  readonly #capacity: number;
  readonly #listeners = new Set<() => void>();
  #times: number[] = [];
  #columns: (number | null)[][];
  #version = 0;

  /** @param capacity rows to keep, at least 1. */
  constructor(keys: readonly K[], capacity: number) {
    this.keys = keys;
    this.#capacity = capacity;
    this.#columns = keys.map(() => []);
  }

  get length(): number {
    return this.#times.length;
  }

  /** Changes with the content, so that React sees it. */
  get version(): number {
    return this.#version;
  }

  add(time: number, row: Row<K>): void {
    const last = this.#times.at(-1);
    if (!Number.isFinite(time) || (last !== undefined && time <= last)) {
      return;
    }
    this.#times.push(time);
    this.keys.forEach((key, i) => {
      this.#columns[i]?.push(row[key]);
    });
    // Dropped in lumps: one by one would move every number with every row.
    if (this.#times.length > this.#capacity * 1.25) {
      this.#times = this.#times.slice(-this.#capacity);
      this.#columns = this.#columns.map((column) => column.slice(-this.#capacity));
    }
    this.#changed();
  }

  /** Says that nothing was measured from here on: the line breaks. */
  gap(time: number): void {
    if (this.length > 0 && this.#columns.some((column) => column.at(-1) !== null)) {
      this.add(time, Object.fromEntries(this.keys.map((key) => [key, null])) as Row<K>);
    }
  }

  clear(): void {
    this.#times = [];
    this.#columns = this.keys.map(() => []);
    this.#changed();
  }

  /** Times first, then one column a key; those of the last `seconds`. */
  columns(seconds = Number.POSITIVE_INFINITY): [number[], ...(number | null)[][]] {
    const from = (this.#times.at(-1) ?? 0) - seconds;
    const first = this.#times.findIndex((time) => time >= from);
    const start = first < 0 ? this.length : first;
    return [this.#times.slice(start), ...this.#columns.map((column) => column.slice(start))];
  }

  /** For a report: one object a row, with `t` in seconds. */
  rows(): readonly ({ readonly t: number } & Row<K>)[] {
    return this.#times.map((t, i) => ({
      t: round(t),
      ...(Object.fromEntries(
        this.keys.map((key, k) => [key, round(this.#columns[k]?.[i] ?? null)]),
      ) as Row<K>),
    }));
  }

  /** Calls back after every change, until the returned function is called. */
  subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  };

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) {
      listener();
    }
  }
}

function round<T extends number | null>(value: T): T {
  return (value === null ? null : Math.round(value * 1e4) / 1e4) as T;
}
