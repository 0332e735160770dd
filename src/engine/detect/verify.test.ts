import fc from 'fast-check';
import { expect, test } from 'vitest';
import { box, type FramePx, point } from '../../base/geometry.ts';
import type { Landmarks } from '../face.ts';
import type { MergedDetection } from './merge.ts';
import { isFaceLike, verdictOf } from './verify.ts';

const at = (x: number, y: number) => point<FramePx>(x, y);

/** A frontal face of 100 px about (200, 200), turned by `roll`. */
function landmarks(roll = 0, mirrored = false): Landmarks {
  const turned = (x: number, y: number) => {
    const u = mirrored ? -x : x;
    return at(200 + u * Math.cos(roll) - y * Math.sin(roll), 200 + u * Math.sin(roll) + y * Math.cos(roll));
  };
  return {
    rightEye: turned(-18, -15),
    leftEye: turned(18, -15),
    nose: turned(0, 5),
    mouth: turned(0, 24),
    rightEar: turned(-40, -8),
    leftEar: turned(40, -8),
  };
}

const BOX = box<FramePx>(150, 150, 100, 100);

type Judged = Omit<MergedDetection, 'sighting' | 'steady'>;

function merged(change: Partial<Judged> = {}): Judged {
  return { box: BOX, score: 0.9, roll: 0, landmarks: landmarks(), pass: 'full', passes: ['full'], ...change };
}

test('a good face is confirmed', () => {
  expect(verdictOf(merged())).toBe('confirmed');
});

test('a middling score needs a second opinion, a low one is never enough', () => {
  expect(verdictOf(merged({ score: 0.65 }))).toBe('uncertain');
  expect(verdictOf(merged({ score: 0.65, passes: ['full', 'short'] }))).toBe('confirmed');
  expect(verdictOf(merged({ score: 0.65, passes: ['tile', 'tile'] }))).toBe('uncertain');
  expect(verdictOf(merged({ score: 0.55, passes: ['full', 'short', 'tile'] }))).toBe('uncertain');
});

test('without landmarks, tiny, or upside down it stays uncertain', () => {
  expect(verdictOf(merged({ landmarks: null }))).toBe('uncertain');
  expect(verdictOf(merged({ box: box<FramePx>(193, 193, 14, 14) }))).toBe('uncertain');
  expect(verdictOf(merged({ roll: Math.PI, landmarks: landmarks(Math.PI) }))).toBe('uncertain');
});

test('a face is a face at any roll', () => {
  fc.assert(
    fc.property(fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }), (roll) => {
      expect(isFaceLike(landmarks(roll), BOX)).toBe(true);
    }),
  );
});

test('eyes in the wrong order are no face, at any roll', () => {
  fc.assert(
    fc.property(fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }), (roll) => {
      expect(isFaceLike(landmarks(roll, true), BOX)).toBe(false);
    }),
  );
});

test('points far from the box, all in one place, or with the nose over the eyes are no face', () => {
  expect(isFaceLike(landmarks(), box<FramePx>(400, 150, 100, 100))).toBe(false);
  const spot = at(200, 200);
  const heap = { rightEye: spot, leftEye: spot, nose: spot, mouth: spot, rightEar: spot, leftEar: spot };
  expect(isFaceLike(heap, BOX)).toBe(false);
  expect(isFaceLike({ ...landmarks(), nose: at(200, 165) }, BOX)).toBe(false);
});
