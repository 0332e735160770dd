/** Which part of an AVIF picture is shown. Chromium heeds its clean aperture only where that begins at the top left corner. */
import { FileRefused, fileProblem } from '../problem.ts';
import { type Box, boxesIn, topBox } from './boxes.ts';
import { apertureOf } from './movie.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Part extends Size {
  readonly x: number;
  readonly y: number;
}

export interface Cropped {
  /** Of the picture as it lies in the file, and of the part that is shown, both turned as it is shown. */
  readonly whole: Size;
  readonly part: Part;
}

/**
 * Null where all of it is shown.
 * @throws (rejects) FileRefused when that makes no sense or cannot be honoured, and what reading a file throws.
 */
export async function readAvif(file: Blob): Promise<Cropped | null> {
  const meta = await topBox(file, 'meta');
  const boxes = meta ? [...boxesIn(after(meta, 4))] : [];
  const inner = boxes.filter(({ type }) => type === 'iprp').flatMap((iprp) => [...boxesIn(iprp)]);
  const properties = inner.filter(({ type }) => type === 'ipco').flatMap((ipco) => [...boxesIn(ipco)]);
  const primary = idOf(boxes.find(({ type }) => type === 'pitm'));
  const own = inner
    .filter(({ type }) => type === 'ipma')
    .flatMap(({ data }) => associated(data, primary))
    .map((number) => properties[number - 1])
    .filter((property) => property !== undefined);
  const one = (type: string) => own.find((property) => property.type === type)?.data;
  const [ispe, clap, irot] = [one('ispe'), one('clap'), one('irot')];
  if (!clap) {
    return null;
  }
  if (!ispe || ispe.byteLength < 12 || one('imir')) {
    throw new FileRefused(fileProblem('crop'));
  }
  let whole = { width: ispe.getUint32(4), height: ispe.getUint32(8) };
  let part: Part = apertureOf(clap, whole);
  // A quarter to the left, as often as it says.
  for (let turns = irot && irot.byteLength > 0 ? irot.getUint8(0) & 3 : 0; turns > 0; turns--) {
    part = { x: part.y, y: whole.width - part.x - part.width, width: part.height, height: part.width };
    whole = { width: whole.height, height: whole.width };
  }
  return part.width === whole.width && part.height === whole.height ? null : { whole, part };
}

const after = ({ data, start }: Box, bytes: number) => ({
  data: new DataView(
    data.buffer,
    data.byteOffset + Math.min(bytes, data.byteLength),
    Math.max(0, data.byteLength - bytes),
  ),
  start: start + bytes,
});

function idOf(pitm: Box | undefined): number {
  const length = pitm?.data.byteLength ?? 0;
  const long = pitm && length > 0 && pitm.data.getUint8(0) > 0;
  if (!pitm || length < (long ? 8 : 6)) {
    return -1;
  }
  return long ? pitm.data.getUint32(4) : pitm.data.getUint16(4);
}

/**
 * Numbers, from 1 on, of the properties of an item.
 * @throws FileRefused when that is too short to say any: what they cut off must not come out
 */
function associated(ipma: DataView, item: number): number[] {
  if (ipma.byteLength < 8) {
    throw new FileRefused(fileProblem('crop'));
  }
  const numbers: number[] = [];
  const longIds = ipma.getUint8(0) >= 1;
  const longNumbers = (ipma.getUint8(3) & 1) === 1;
  const count = ipma.getUint32(4);
  for (let i = 0, at = 8; i < count && at + (longIds ? 5 : 3) <= ipma.byteLength; i++) {
    const id = longIds ? ipma.getUint32(at) : ipma.getUint16(at);
    at += longIds ? 4 : 2;
    const associations = ipma.getUint8(at++);
    for (let j = 0; j < associations && at + (longNumbers ? 2 : 1) <= ipma.byteLength; j++) {
      // The highest bit says that who does not know the property must not show the picture.
      const number = longNumbers ? ipma.getUint16(at) & 0x7fff : ipma.getUint8(at) & 0x7f;
      at += longNumbers ? 2 : 1;
      if (id === item) {
        numbers.push(number);
      }
    }
  }
  return numbers;
}
