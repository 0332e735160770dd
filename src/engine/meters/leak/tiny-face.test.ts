import { expect, test } from 'vitest';
import { INPUT_SIDE } from './picture-size.ts';
import { CELLS, decodeFaces, inputOf } from './tiny-face.ts';

/** An output without any face, and one prior box of one cell set. */
function output(
  ...faces: { row: number; column: number; anchor: number; numbers: number[] }[]
): Float32Array {
  const out = new Float32Array(CELLS * CELLS * 5 * 5);
  for (let i = 4; i < out.length; i += 5) {
    out[i] = -20;
  }
  for (const { row, column, anchor, numbers } of faces) {
    out.set(numbers, ((row * CELLS + column) * 5 + anchor) * 5);
  }
  return out;
}

test('no objectness, no face', () => {
  expect(decodeFaces(output(), 0.5)).toEqual([]);
});

test('a box is where its cell is and as large as its prior box', () => {
  const [face, ...rest] = decodeFaces(
    output({ row: 6, column: 3, anchor: 3, numbers: [0, 0, 0, 0, 3] }),
    0.5,
  );
  expect(rest).toEqual([]);
  expect(face?.score).toBeCloseTo(1 / (1 + Math.exp(-3)));
  // The middle of cell (3, 6), 32 px a cell; the face is 0.62 × 0.78 of the prior box, a little to its right.
  const width = 4.266906 * 32;
  expect((face?.x ?? 0) + (face?.width ?? 0) / 2).toBeCloseTo(3.5 * 32 + 0.03 * width);
  expect((face?.y ?? 0) + (face?.height ?? 0) / 2).toBeCloseTo(6.5 * 32);
  expect(face?.width).toBeCloseTo(0.62 * width);
  expect(face?.height).toBeCloseTo(0.78 * 5.178857 * 32);
});

test('of two boxes on one face the better one stays; two faces stay two', () => {
  const one = { row: 5, column: 5, anchor: 2, numbers: [0, 0, 0, 0, 2] };
  const same = { row: 5, column: 5, anchor: 2 + 1, numbers: [0, 0, 0, 0, 1] };
  const other = { row: 5, column: 10, anchor: 2, numbers: [0, 0, 0, 0, 1.5] };
  const faces = decodeFaces(output(one, same, other), 0.5);
  expect(faces.map((face) => face.score.toFixed(2))).toEqual(['0.88', '0.82']);
});

test('a score at the threshold is not enough', () => {
  expect(decodeFaces(output({ row: 1, column: 1, anchor: 0, numbers: [0, 0, 0, 0, 0] }), 0.5)).toEqual([]);
});

test('the picture lies in the top left corner, what is beyond is black, all less the mean', () => {
  const input = inputOf({
    width: 2,
    height: 1,
    data: Uint8ClampedArray.from([255, 0, 10, 255, 1, 2, 3, 255]),
  });
  expect(input).toHaveLength(INPUT_SIDE * INPUT_SIDE * 3);
  expect(input[0]).toBeCloseTo((255 - 117.001) / 255);
  expect(input[2]).toBeCloseTo((10 - 97.404) / 255);
  expect(input[4]).toBeCloseTo((2 - 114.697) / 255);
  expect(input[6]).toBeCloseTo(-117.001 / 255);
  expect(() => inputOf({ width: 417, height: 1, data: new Uint8ClampedArray(417 * 4) })).toThrow(RangeError);
});
