/** The boxes of an MP4 or QuickTime file, as far as Guise reads them itself. */

export interface Box {
  readonly type: string;
  /** Where the four letters of its type lie in the file, and where its content begins. */
  readonly at: number;
  readonly start: number;
  /** Its content. */
  readonly data: DataView<ArrayBuffer>;
}

/** Boxes that hold nothing but boxes. */
const CONTAINERS = new Set(['moov', 'trak', 'edts', 'mdia', 'minf', 'stbl', 'mvex']);
/** Bytes of a header with a long size. */
const LONG_HEADER = 16;

interface Header {
  readonly type: string;
  readonly header: number;
  readonly size: number;
}

/** @param rest bytes up to the end of the file, which a box of size 0 reaches to; 0 in a box, where none does */
function headerAt(view: DataView, at: number, rest = 0): Header | null {
  if (at + 8 > view.byteLength) {
    return null;
  }
  const short = view.getUint32(at);
  const long = short === 1;
  if (long && at + LONG_HEADER > view.byteLength) {
    return null;
  }
  const size = long ? Number(view.getBigUint64(at + 8)) : short || rest;
  const header = long ? LONG_HEADER : 8;
  const type = String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at + 4, 4));
  return size < header ? null : { type, header, size };
}

/** The boxes that lie one after the other in a box; what is cut off or senseless ends them. */
export function* boxesIn({
  data,
  start: base,
}: Pick<Box, 'data' | 'start'>): Generator<Box, void, undefined> {
  for (let at = 0; ; ) {
    const found = headerAt(data, at);
    if (!found) {
      return;
    }
    const { type, header, size } = found;
    const length = Math.min(size, data.byteLength - at) - header;
    yield {
      type,
      at: base + at + 4,
      start: base + at + header,
      data: new DataView(data.buffer, data.byteOffset + at + header, length),
    };
    at += size;
  }
}

/** The same, with what lies in boxes that hold nothing but boxes. */
export function* boxesWithin(box: Pick<Box, 'data' | 'start'>): Generator<Box, void, undefined> {
  for (const inner of boxesIn(box)) {
    yield inner;
    if (CONTAINERS.has(inner.type)) {
      yield* boxesWithin(inner);
    }
  }
}

/**
 * The first box of this type at the top of the file, read as a whole; null when there is none, or it is cut off.
 * @throws (rejects) when the file cannot be read.
 */
export async function topBox(file: Blob, type: string): Promise<Box | null> {
  for await (const found of topBoxes(file)) {
    if (found.type === type) {
      const { at, header, size } = found;
      if (at + size > file.size) {
        return null;
      }
      const content = await file.slice(at + header, at + size).arrayBuffer();
      return { type, at: at + 4, start: at + header, data: new DataView(content) };
    }
  }
  return null;
}

/**
 * The boxes at the top of the file, with where each begins; the last may reach further than the file does.
 * @throws (rejects) when the file cannot be read.
 */
export async function* topBoxes(
  file: Blob,
): AsyncGenerator<Header & { readonly at: number }, void, undefined> {
  for (let at = 0; at + 8 <= file.size; ) {
    const head = new DataView(await file.slice(at, at + LONG_HEADER).arrayBuffer());
    const found = headerAt(head, 0, file.size - at);
    if (!found) {
      return;
    }
    yield { ...found, at };
    at += found.size;
  }
}
