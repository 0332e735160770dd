import fc from 'fast-check';
import { expect, test } from 'vitest';
import { area, box, type FramePx, intersection, point } from '../../base/geometry.ts';
import type { Detection, Landmarks } from '../face.ts';
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

function pointsAt(x: number, y: number): Landmarks {
  const at = point<FramePx>(x, y);
  return { rightEye: at, leftEye: at, nose: at, mouth: at, rightEar: at, leftEar: at };
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
  const points = (x: number) => pointsAt(x, x);
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
    pass: fc.constantFrom('full', 'short', 'border', 'rotated', 'tile', 'region' as const),
    cut: fc.boolean(),
    mirrored: fc.boolean(),
    pointed: fc.boolean(),
  })
  .map(({ x, y, width, height, pointed, ...rest }) =>
    detection(x, y, width, height, { ...rest, landmarks: pointed ? pointsAt(x, y) : null }),
  );

test('half a face at a tile’s border is a part of the one that was seen whole, and what it covers stays covered', () => {
  const whole = detection(230, 123, 157, 157, { score: 0.7, landmarks: pointsAt(300, 190) });
  const half = detection(320, 160, 113, 113, {
    score: 0.9,
    landmarks: pointsAt(370, 200),
    pass: 'tile',
    cut: true,
  });
  const [one, ...rest] = mergeDetections([half, whole]);
  expect(rest).toEqual([]);
  expect(one?.box).toEqual(box<FramePx>(230, 123, 203, 157));
  expect(one?.sighting.box).toEqual(whole.box);
  expect(one?.sighting.landmarks).toEqual([whole.landmarks, half.landmarks]);
  expect(mergeDetections([{ ...half, cut: false }, whole])).toHaveLength(2);
  expect(mergeDetections([half, detection(150, 123, 180, 157)])).toHaveLength(2);
});

test('where nothing was seen whole, half a face stays what it is', () => {
  const half = detection(320, 160, 113, 113, { pass: 'tile', cut: true });
  expect(mergeDetections([half])[0]?.box).toEqual(half.box);
  expect(mergeDetections([half, detection(240, 160, 80, 113, { cut: true })])).toHaveLength(2);
});

test('a face with its mirror image covers, but makes nothing sure: neither its score nor its look count', () => {
  const asItIs = detection(0, 0, 100, 100, { score: 0.6, landmarks: pointsAt(50, 50) });
  const mirrored = detection(-40, 0, 120, 100, { score: 0.9, pass: 'border', mirrored: true });
  const [one, ...rest] = mergeDetections([mirrored, asItIs]);
  expect(rest).toEqual([]);
  expect(one).toMatchObject({ score: 0.6, passes: ['full'], box: box(-40, 0, 140, 100) });
  expect(one?.sighting.box).toEqual(asItIs.box);
  expect(mergeDetections([mirrored])).toMatchObject([{ score: 0.9, passes: ['border'] }]);
});

test('points without a look’s own roll: the roll is that of the look that has points', () => {
  const [one] = mergeDetections([
    detection(0, 0, 100, 100, { score: 0.9, pass: 'border' }),
    detection(5, 5, 100, 100, { score: 0.8, roll: 0.4, landmarks: pointsAt(50, 50) }),
  ]);
  expect(one).toMatchObject({ roll: 0.4, landmarks: pointsAt(50, 50), score: 0.9 });
});

test('nothing that a pass covered gets bare, every point is held, and the best come first', () => {
  fc.assert(
    fc.property(fc.array(anyDetection, { maxLength: 20 }), (detections) => {
      const merged = mergeDetections(detections);
      for (const { box: b, landmarks } of detections) {
        const holders = merged.filter((m) => area(intersection(m.box, b)) >= area(b) - 1e-6);
        expect(holders).not.toEqual([]);
        // A learned face's cover must hold a sighting, not the box.
        expect(!landmarks || holders.some((m) => m.sighting.landmarks.includes(landmarks))).toBe(true);
      }
      const scores = merged.map((m) => m.score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
    }),
  );
});
