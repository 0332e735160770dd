import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelsAgree } from './agreement.ts';
import { boxInPicture, letterbox } from './letterbox.ts';

const people = (...labels: string[]) => labels.map((label) => ({ label }));

test('labels agree when there are as many of each, in any order', () => {
  expect(labelsAgree(people('a', 'b', 'a'), people('b', 'a', 'a'))).toBe(true);
  expect(labelsAgree(people('a', 'b'), people('a', 'a'))).toBe(false);
  expect(labelsAgree(people('a'), [])).toBe(false);
  expect(labelsAgree([], [])).toBeNull();
});

test('a wide picture lies in the middle of its square', () => {
  expect(letterbox(640, 480, 256)).toEqual({ scale: 0.4, width: 256, height: 192, left: 0, top: 32 });
  expect(letterbox(480, 640, 256)).toMatchObject({ left: 32, top: 0 });
  expect(letterbox(1, 3000, 256)).toMatchObject({ width: 1, height: 256 });
});

test('a box in the grey beside the picture is nowhere', () => {
  expect(boxInPicture({ x: 10, y: 0, width: 50, height: 30 }, letterbox(640, 480, 256))).toBeNull();
});

test('whatever the box: what comes back lies in the picture, and the whole square is the whole picture', () => {
  const side = fc.integer({ min: 1, max: 4000 });
  const place = fc.double({ min: -50, max: 300, noNaN: true });
  fc.assert(
    fc.property(side, side, place, place, place, place, (width, height, x, y, w, h) => {
      const square = letterbox(width, height, 256);
      const box = boxInPicture({ x, y, width: Math.abs(w), height: Math.abs(h) }, square);
      if (box) {
        expect(Math.min(box.x, box.y, box.width, box.height)).toBeGreaterThanOrEqual(0);
        expect(Math.max(box.x + box.width, box.y + box.height)).toBeLessThanOrEqual(1 + 1e-9);
      }
      expect(boxInPicture({ x: 0, y: 0, width: 256, height: 256 }, square)).toEqual({
        x: 0,
        y: 0,
        width: 1,
        height: 1,
      });
    }),
  );
});
