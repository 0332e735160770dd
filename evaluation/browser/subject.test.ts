import fc from 'fast-check';
import { expect, test } from 'vitest';
import { box, type FramePx } from '../../src/base/geometry.ts';
import { assumedPoints, halved, shrunkFace, subjectOf } from './subject.ts';

const face = (x: number, y: number, side: number, score: number) => ({
  box: box<FramePx>(x, y, side, side),
  score,
});

test('the subject is the best face whose box holds the middle', () => {
  expect(subjectOf([face(0, 0, 40, 0.99), face(80, 80, 90, 0.7), face(90, 90, 80, 0.8)], 250, 250)).toBe(2);
  expect(subjectOf([face(0, 0, 40, 0.99)], 250, 250)).toBe(-1);
  expect(subjectOf([], 250, 250)).toBe(-1);
});

test('where no face was found, it is taken to be upright in the middle', () => {
  const [right, left, nose, mouth] = assumedPoints(300, 200);
  expect((right?.x ?? 0) + (left?.x ?? 0)).toBeCloseTo(300, 0);
  expect(mouth?.y).toBeGreaterThan(nose?.y ?? 0);
  expect(nose?.y).toBeGreaterThan(left?.y ?? 0);
});

/** A picture whose colour says where it is: red to the right, green downwards. */
function ramp(width: number, height: number) {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data.set([(255 * x) / width, (255 * y) / height, 0, 255], (y * width + x) * 4);
    }
  }
  return { width, height, data };
}

test('halving keeps colours where they are', () => {
  const half = halved(ramp(64, 32));
  expect([half.width, half.height]).toEqual([32, 16]);
  expect(half.data[(8 * 32 + 16) * 4]).toBeCloseTo(255 * (32.5 / 64), -1);
});

test('a face is cut out at the same place however large the picture is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 700 }), (side) => {
      const picture = ramp(side, side);
      const points = assumedPoints(side, side);
      const template = assumedPoints(48, 48);
      const cut = shrunkFace(picture, points, template, 48);
      for (const [x, y] of [
        [10, 10],
        [24, 24],
        [40, 30],
      ] as const) {
        expect(Math.abs((cut[(y * 48 + x) * 3] ?? 0) - (255 * (x + 0.5)) / 48)).toBeLessThan(10);
        expect(Math.abs((cut[(y * 48 + x) * 3 + 1] ?? 0) - (255 * (y + 0.5)) / 48)).toBeLessThan(10);
      }
    }),
    { numRuns: 8 },
  );
});
