import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Candidate } from '../../models/face-detector/candidates.ts';
import { agreed, CONFIRMED_SCORE, detectionOf, isReflection, united } from './verdict.ts';

const FRAME = { width: 640, height: 480 };
const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const candidate: fc.Arbitrary<Candidate> = fc.record({
  score: number(0.2, 1),
  x: number(-50, 600),
  y: number(-50, 440),
  width: number(8, 200),
  height: number(8, 200),
  points: fc.constant([]),
});

function overlap(a: Candidate, b: Candidate): number {
  const w = Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x));
  const h = Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));
  return (w * h) / (a.width * a.height + b.width * b.height - w * h);
}

test('whatever a pass found is there, or the same face as another pass found it; none is much surer than what is kept', () => {
  fc.assert(
    fc.property(fc.array(fc.array(candidate, { maxLength: 8 }), { maxLength: 2 }), (passes) => {
      const faces = united(passes);
      for (const found of passes.flat()) {
        expect(
          faces.some(
            (face) => face === found || (overlap(face, found) > 0.29 && face.score >= found.score - 0.05),
          ),
        ).toBe(true);
      }
      expect(faces.every((face) => passes.flat().includes(face))).toBe(true);
      expect(faces.map(({ score }) => score)).toEqual(
        faces.map(({ score }) => score).toSorted((a, b) => b - a),
      );
    }),
  );
});

/** A face of 100 px about the origin of the points, seen upright or turned about its middle. */
function face(roll: number, eyes = 0.2): Candidate {
  const at = (u: number, v: number) => ({
    x: 300 + 100 * (u * Math.cos(roll) - v * Math.sin(roll)),
    y: 200 + 100 * (u * Math.sin(roll) + v * Math.cos(roll)),
  });
  const points = [at(-eyes, -0.15), at(eyes, -0.15), at(0, 0.05), at(-0.15, 0.25), at(0.15, 0.25)];
  return { score: 0.9, x: 250, y: 140, width: 100, height: 120, points };
}

test.each([0, 0.5, -1.2, 3])('the roll of a face turned by %f is known, of a profile too', (roll) => {
  expect(detectionOf(face(roll), FRAME)?.roll).toBeCloseTo(roll);
  expect(detectionOf(face(roll, 0.01), FRAME)?.roll).toBeCloseTo(roll);
  expect(detectionOf(face(roll), FRAME)?.landmarks?.mouth.x).toBeCloseTo(300 - 25 * Math.sin(roll));
});

test('only a high score confirms; what lies beyond the frame needs no cover', () => {
  expect(detectionOf(face(0), FRAME)?.verdict).toBe('confirmed');
  expect(detectionOf({ ...face(0), score: 0.59 }, FRAME)?.verdict).toBe('uncertain');
  expect(detectionOf({ ...face(0), x: 641 }, FRAME)).toBeNull();
  expect(detectionOf({ ...face(0), y: -121 }, FRAME)).toBeNull();
});

test('what both networks see is confirmed, what only the second sees is doubtful, reflections are none', () => {
  const weak = { ...face(0), score: 0.35 };
  const elsewhere = { ...face(0), x: 450, score: 0.95 };
  expect(agreed([weak], [{ ...face(0), score: 0.5 }])).toEqual([{ ...weak, score: CONFIRMED_SCORE }]);
  expect(agreed([weak], [elsewhere]).map((found) => detectionOf(found, FRAME)?.verdict)).toEqual([
    'uncertain',
    'uncertain',
  ]);
  expect(isReflection({ ...face(0), x: -50 }, FRAME)).toBe(false);
  expect(isReflection({ ...face(0), x: -80 }, FRAME)).toBe(true);
  expect(isReflection({ ...face(0), y: 470 }, FRAME)).toBe(true);
});
