/** The elements of a Matroska or WebM file, as far as Guise reads them itself. */

export interface Element {
  readonly id: number;
  /** Where it begins in the file, and where its content does. */
  readonly at: number;
  readonly start: number;
  /** Bytes of its content; Infinity where the file does not say. */
  readonly size: number;
}

/** Bytes of the longest header: an ID of four, a size of eight. */
export const LONGEST_HEADER = 12;

/** A number of one to eight bytes whose first one says how many; null where there is none. @param marked with the bits that say so */
function variable(view: DataView, at: number, marked: boolean): { value: number; length: number } | null {
  if (at >= view.byteLength) {
    return null;
  }
  const first = view.getUint8(at);
  const length = Math.clz32(first) - 23;
  if (length > 8 || at + length > view.byteLength) {
    return null;
  }
  let value = marked ? first : first & (0xff >> length);
  let unknown = !marked && value === 0xff >> length;
  for (let i = 1; i < length; i++) {
    const byte = view.getUint8(at + i);
    unknown &&= byte === 0xff;
    value = value * 256 + byte;
  }
  return { value: unknown ? Number.POSITIVE_INFINITY : value, length };
}

/** The element whose header begins there in `view`; null where there is none. @param base where `view` lies in the file */
function elementAt(view: DataView, at: number, base: number): Element | null {
  const id = variable(view, at, true);
  const size = id && id.length <= 4 ? variable(view, at + id.length, false) : null;
  return id && size
    ? { id: id.value, at: base + at, start: base + at + id.length + size.length, size: size.value }
    : null;
}

/** The elements that lie one after the other in a part of the file that is in memory. */
export function* elementsIn(
  view: DataView,
  base: number,
): Generator<Element & { data: DataView }, void, undefined> {
  for (let at = 0; at < view.byteLength; ) {
    const element = elementAt(view, at, base);
    if (!element) {
      return;
    }
    const from = element.start - base;
    const length = Math.min(element.size, view.byteLength - from);
    yield { ...element, data: new DataView(view.buffer, view.byteOffset + from, length) };
    at = from + length;
  }
}

/**
 * The elements that lie one after the other in the file from there on. One of unknown size is the last, but for those of the ID `open`:
 * what is in them comes behind them.
 * @param window bytes that are read at a time
 * @throws (rejects) when the file cannot be read.
 */
export async function* elementsOf(
  file: Blob,
  from: number,
  to: number,
  open = Number.NaN,
  window = LONGEST_HEADER,
): AsyncGenerator<Element, void, undefined> {
  let base = 0;
  let read = new DataView(new ArrayBuffer(0));
  for (let at = from; at < Math.min(to, file.size); ) {
    if (at < base || at + LONGEST_HEADER > base + read.byteLength) {
      base = at;
      read = new DataView(await file.slice(at, at + window).arrayBuffer());
    }
    const element = elementAt(read, at - base, base);
    if (!element) {
      return;
    }
    yield element;
    const goesOn = element.id === open && element.size === Number.POSITIVE_INFINITY;
    at = goesOn ? element.start : element.start + element.size;
  }
}

/** A whole number of up to eight bytes. */
export function unsigned(data: DataView): number {
  let value = 0;
  for (let i = 0; i < data.byteLength; i++) {
    value = value * 256 + data.getUint8(i);
  }
  return value;
}
