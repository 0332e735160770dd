/** Buffers for a network's values, by number, that are used again once no step reads what was in them. */
export class BufferPlan {
  /** By buffer: the length that it must have. */
  readonly sizes: number[] = [];
  readonly #busy = new Set<number>();

  /** The free buffer that fits best, made larger or new where none does. */
  take(length: number): number {
    const free = this.sizes.map((size, i) => ({ size, i })).filter(({ i }) => !this.#busy.has(i));
    const fitting = free.filter(({ size }) => size >= length).sort((a, b) => a.size - b.size)[0];
    const chosen = fitting ?? free.sort((a, b) => b.size - a.size)[0];
    const index = chosen?.i ?? this.sizes.length;
    this.sizes[index] = Math.max(this.sizes[index] ?? 0, length);
    this.#busy.add(index);
    return index;
  }

  /** All but these are free again. */
  keepOnly(wanted: ReadonlySet<unknown>): void {
    for (const index of this.#busy) {
      if (!wanted.has(index)) {
        this.#busy.delete(index);
      }
    }
  }
}
