/** How a WebP picture is turned: Chromium does not heed it, other browsers do. */
import type { Patch } from './facts.ts';

/** As EXIF counts: 1 upright, 2 mirrored, 3 upside down, 6 and 8 lying on a side, … */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export interface Turned {
  readonly orientation: Orientation;
  /** With these no browser turns the picture by itself. */
  readonly patches: readonly Patch[];
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
/** The flag of the extended header that says that there is EXIF. */
const HAS_EXIF = 0x08;
const ORIENTATION_TAG = 0x0112;

/** @throws (rejects) when the file cannot be read. */
export async function readWebp(file: Blob): Promise<Turned> {
  const patches: Patch[] = [];
  let orientation: Orientation = 1;
  for (let at = 12; at + 8 <= file.size; ) {
    const head = new DataView(await file.slice(at, at + 9).arrayBuffer());
    const type = String.fromCharCode(...new Uint8Array(head.buffer, 0, 4));
    const size = head.getUint32(4, true);
    if (type === 'VP8X' && head.byteLength > 8) {
      patches.push({ at: at + 8, bytes: new Uint8Array([head.getUint8(8) & ~HAS_EXIF]) });
    } else if (type === 'EXIF') {
      orientation = orientationIn(new DataView(await file.slice(at + 8, at + 8 + size).arrayBuffer()));
      patches.push({ at, bytes: bytesOf('NONE') });
    }
    at += 8 + size + (size % 2);
  }
  return orientation === 1 ? { orientation, patches: [] } : { orientation, patches };
}

/** What a block of EXIF says; 1 where it says nothing that makes sense. */
export function orientationIn(exif: DataView): Orientation {
  const from = exif.byteLength > 6 && exif.getUint32(0) === 0x45786966 ? 6 : 0;
  const little = exif.byteLength >= from + 8 && exif.getUint16(from) === 0x4949;
  const list = exif.byteLength >= from + 8 ? from + exif.getUint32(from + 4, little) : exif.byteLength;
  const count = exif.byteLength >= list + 2 ? exif.getUint16(list, little) : 0;
  for (let i = 0; i < count && list + 14 + i * 12 <= exif.byteLength; i++) {
    const at = list + 2 + i * 12;
    const value = exif.getUint16(at + 8, little);
    if (exif.getUint16(at, little) === ORIENTATION_TAG && value >= 1 && value <= 8) {
      return value as Orientation;
    }
  }
  return 1;
}
