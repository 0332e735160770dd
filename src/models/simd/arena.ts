/** Where values lie in memory that are needed for a time only. */

export interface Span {
  readonly bytes: number;
  /** The steps, by index, that first and last need it. */
  readonly first: number;
  readonly last: number;
}

/**
 * The lowest place for each that is free as long as it is needed, larger ones not favoured.
 * @param spans in the order of `first`. @returns their offsets, and the bytes that all of them take.
 */
export function placeSpans(spans: readonly Span[]): { offsets: readonly number[]; bytes: number } {
  const offsets: number[] = [];
  let bytes = 0;
  spans.forEach((span, index) => {
    const others = offsets
      .map((offset, i) => ({ offset, ...(spans[i] as Span) }))
      .filter(({ last }) => last >= span.first)
      .sort((a, b) => a.offset - b.offset);
    let offset = 0;
    for (const other of others) {
      if (offset + span.bytes <= other.offset) {
        break;
      }
      offset = Math.max(offset, other.offset + other.bytes);
    }
    offsets[index] = offset;
    bytes = Math.max(bytes, offset + span.bytes);
  });
  return { offsets, bytes };
}
