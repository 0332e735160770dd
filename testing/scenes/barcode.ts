/**
 * A frame number that survives a camera, a codec and an anonymiser: 18 black or white cells at the bottom left, namely
 * white, black, twelve bits (highest first), and four bits of check sum.
 */
export const BARCODE_CELLS = 18;
export const BARCODE_LARGEST = 4095;
/** Side of a cell as a share of the picture's width. */
export const BARCODE_CELL = 1 / 40;

/** True for white. @throws RangeError when the number does not fit */
export function barcode(number: number): boolean[] {
  if (!Number.isInteger(number) || number < 0 || number > BARCODE_LARGEST) {
    throw new RangeError(`A barcode holds 0 to ${BARCODE_LARGEST}, not ${number}.`);
  }
  return [true, false, ...bits(number, 12), ...bits(checkSum(number), 4)];
}

/** The number in a picture's barcode, or null when there is none to be read, e.g. because it is covered. */
export function readBarcode(picture: {
  readonly width: number;
  readonly height: number;
  /** RGBA, row by row. */
  readonly data: ArrayLike<number>;
}): number | null {
  const side = picture.width * BARCODE_CELL;
  const y = Math.floor(picture.height - side / 2);
  const cells: boolean[] = [];
  for (let cell = 0; cell < BARCODE_CELLS; cell++) {
    const at = (y * picture.width + Math.floor((cell + 0.5) * side)) * 4;
    const level = ((picture.data[at] ?? 0) + (picture.data[at + 1] ?? 0) + (picture.data[at + 2] ?? 0)) / 3;
    if (level > 85 && level < 170) {
      return null;
    }
    cells.push(level >= 170);
  }
  const number = fromBits(cells.slice(2, 14));
  const sound = cells[0] === true && cells[1] === false && fromBits(cells.slice(14)) === checkSum(number);
  return sound ? number : null;
}

function checkSum(number: number): number {
  return (((number & 15) + 3 * ((number >> 4) & 15) + 5 * (number >> 8)) & 15) ^ 9;
}

function bits(number: number, count: number): boolean[] {
  return Array.from({ length: count }, (_, bit) => ((number >> (count - 1 - bit)) & 1) === 1);
}

function fromBits(cells: readonly boolean[]): number {
  return cells.reduce((sum, cell) => sum * 2 + (cell ? 1 : 0), 0);
}
