import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Detection, Landmarks } from '../face.ts';
import { area, box, type FramePx, intersection, point } from '../geometry.ts';
import { mergeDetections } from './merge.ts';

function detection(
  x: number,
  y: number,
  width: number,
  height: number,
  rest: Partial<Detection> = {},
): Detection {
  return {
    box: box<FramePx>(x, y, width, height),
    score: 0.8,
    roll: 0,
    landmarks: null,
    pass: 'full',
    ...rest,
  };
}

test('two looks at one face become one, with both boxes inside and the better roll', () => {
  const [one, ...rest] = mergeDetections([
    detection(10, 10, 100, 100, { score: 0.5, roll: 0.1, pass: 'short' }),
    detection(20, 15, 100, 110, { score: 0.9, roll: 0.3 }),
  ]);
  expect(rest).toEqual([]);
  expect(one).toMatchObject({ score: 0.9, roll: 0.3, passes: ['full', 'short'] });
  expect(one?.box).toEqual(box<FramePx>(10, 10, 110, 115));
});

test('the points of the look that every frame gets are kept, whichever look is the best', () => {
  const points = (x: number): Landmarks => {
    const at = point<FramePx>(x, x);
    return { rightEye: at, leftEye: at, nose: at, mouth: at, rightEar: at, leftEar: at };
  };
  const full = detection(20, 15, 100, 110, { score: 0.8, landmarks: points(1) });
  const short = detection(10, 10, 100, 100, { score: 0.9, landmarks: points(2), pass: 'short' });
  for (const looks of [
    [full, short],
    [short, full],
  ]) {
    const [one] = mergeDetections(looks);
    expect(one).toMatchObject({ landmarks: points(2), steady: points(1) });
    expect(one?.sighting.landmarks).toEqual([points(2), points(1)]);
  }
  expect(mergeDetections([short])[0]?.steady).toBeNull();
});

test('faces side by side, and a small one before a large one, stay two', () => {
  expect(mergeDetections([detection(0, 0, 100, 100), detection(90, 0, 100, 100)])).toHaveLength(2);
  expect(mergeDetections([detection(0, 0, 200, 200), detection(80, 80, 40, 40)])).toHaveLength(2);
});

const anyDetection = fc
  .record({
    x: fc.integer({ min: -50, max: 600 }),
    y: fc.integer({ min: -50, max: 400 }),
    width: fc.integer({ min: 1, max: 300 }),
    height: fc.integer({ min: 1, max: 300 }),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
    pass: fc.constantFrom('full', 'short', 'rotated', 'tile', 'region' as const),
  })
  .map((d) => detection(d.x, d.y, d.width, d.height, { score: d.score, pass: d.pass }));

test('nothing that a pass covered gets bare, and the best come first', () => {
  fc.assert(
    fc.property(fc.array(anyDetection, { maxLength: 20 }), (detections) => {
      const merged = mergeDetections(detections);
      for (const { box: b } of detections) {
        expect(merged.some((m) => area(intersection(m.box, b)) >= area(b) - 1e-6)).toBe(true);
      }
      const scores = merged.map((m) => m.score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
    }),
  );
});
