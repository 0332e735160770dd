import fc from 'fast-check';
import { expect, test } from 'vitest';
import { area, type Box, box, type FramePx, intersection, size } from '../../base/geometry.ts';
import type { VerifiedDetection } from '../face.ts';
import { followBothWays, type SeenFrame } from './both-ways.ts';

const SIZE = size<FramePx>(640, 480);
const OPTIONS = { linger: 1, growth: 1, leastScore: 0.3 };

function found(x: number, y: number, side = 60): VerifiedDetection {
  return {
    box: box<FramePx>(x, y, side, side),
    score: 0.9,
    roll: 0,
    landmarks: null,
    verdict: 'confirmed',
  };
}

/** 25 frames a second unless `step` (s) says otherwise. */
function clip(each: readonly (readonly VerifiedDetection[] | null)[], step = 0.04): SeenFrame[] {
  return each.map((detections, i) => ({ timestamp: Math.round(i * step * 1e6), size: SIZE, detections }));
}

const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

test('a face that is first found in frame 20 is covered before it, where it came from', () => {
  const frames = clip(times(40, (i) => (i < 20 ? [] : [found(300 + (i - 20) * 4, 200)])));
  const followed = followBothWays(frames, OPTIONS);
  for (const i of [10, 15, 19]) {
    const [face] = followed[i]?.faces ?? [];
    expect(face?.state).toBe('predicted');
    expect(face?.id).toBe(followed[i]?.faces[0]?.id);
  }
  // It came from the left: the nearest frame before has it left of where it was first seen.
  expect(followed[19]?.faces[0]?.box.x).toBeLessThan(302);
  expect(followed[0]?.faceLost).toBe(false);
});

test('a face that is missed for a while and found again is one person, covered all along, and nothing is covered whole', () => {
  const frames = clip(times(60, (i) => (i > 20 && i < 32 ? [] : [found(200 + i * 2, 200)])));
  const followed = followBothWays(frames, OPTIONS);
  expect(followed.every(({ faces }) => faces.length === 1)).toBe(true);
  expect(followed.some(({ faceLost }) => faceLost)).toBe(false);
  expect(new Set(followed.map(({ faces }) => faces[0]?.id)).size).toBe(1);
});

test('a face that is lost for good inside the picture covers it whole after the linger time, as in a camera', () => {
  const frames = clip(times(80, (i) => (i > 20 ? [] : [found(200, 200)])));
  const followed = followBothWays(frames, OPTIONS);
  expect(followed[30]?.faceLost).toBe(false);
  expect(followed[50]?.faceLost).toBe(true);
});

test('in a file of one frame a second nobody is lost from one frame to the next', () => {
  const frames = clip(
    times(20, (i) => (i % 3 === 2 ? [] : [found(200 + (i % 2) * 10, 200)])),
    1,
  );
  const followed = followBothWays(frames, OPTIONS);
  expect(followed.some(({ faceLost }) => faceLost)).toBe(false);
  expect(followed.every(({ faces }) => faces.length === 1)).toBe(true);
});

test('two people who pass each other have other numbers while they meet and afterwards: a choice does not go over to the other', () => {
  const frames = clip(times(60, (i) => [found(100 + i * 5, 200), found(400 - i * 5, 205)]));
  const followed = followBothWays(frames, OPTIONS);
  const first = followed[0]?.faces.map(({ id }) => id) ?? [];
  const last = followed[59]?.faces.map(({ id }) => id) ?? [];
  expect(first.filter((id) => last.includes(id))).toEqual([]);
  expect(followed.some(({ contested }) => contested)).toBe(true);
  const meeting = followed.find(({ contested }) => contested)?.faces.map(({ id }) => id) ?? [];
  expect(meeting.filter((id) => first.includes(id) || last.includes(id))).toEqual([]);
});

test('a person who was gone for long is another one when a face is seen there again', () => {
  const frames = clip(times(60, (i) => (i > 20 && i < 40 ? [] : [found(200, 200)])));
  const followed = followBothWays(frames, OPTIONS);
  expect(followed[10]?.faces[0]?.id).not.toBe(followed[50]?.faces[0]?.id);
});

test('where the detector failed nobody is said to be', () => {
  const frames = clip([[found(100, 100)], null, [found(100, 100)]]);
  expect(followBothWays(frames, OPTIONS).map(({ faces }) => faces.length)).toEqual([1, 0, 1]);
});

const held = (inner: Box<FramePx>, outer: Box<FramePx>) =>
  area(intersection(inner, outer)) >= 0.999 * area(inner);

test('every face that was found in a frame is in it, wherever faces come and go', () => {
  const place = fc.integer({ min: 0, max: 560 });
  const one = fc.tuple(place, fc.integer({ min: 0, max: 400 }), fc.integer({ min: 20, max: 80 }));
  fc.assert(
    fc.property(fc.array(fc.array(one, { maxLength: 4 }), { minLength: 1, maxLength: 25 }), (all) => {
      const frames = clip(all.map((faces) => faces.map((face) => found(...face))));
      const followed = followBothWays(frames, OPTIONS);
      frames.forEach(({ detections }, i) => {
        const faces = followed[i]?.faces ?? [];
        expect(new Set(faces.map(({ id }) => id)).size).toBe(faces.length);
        for (const detection of detections ?? []) {
          expect(faces.some((face) => held(detection.box, face.box))).toBe(true);
        }
      });
    }),
  );
});
