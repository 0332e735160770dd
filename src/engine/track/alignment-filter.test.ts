/** Where the modifier looks while a face is followed, and in the moment after it was missed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { box, type FramePx, point, scaleAbout, size } from '../../base/geometry.ts';
import { reachOf } from '../../base/superellipse.ts';
import { learnedCover, pointsOf } from '../cover/learned-cover.ts';
import type { Verdict, VerifiedDetection } from '../face.ts';
import { FRESH } from './track.ts';
import { Tracker } from './tracker.ts';

const FRAME = size<FramePx>(640, 480);
const OPTIONS = { linger: 1, growth: 1, leastScore: 0.3 };
/** µs between frames at 30 a second. */
const STEP = 33_333;

/** A face of this side with its points where they are in a face. */
function seen(x: number, y: number, side = 100, verdict: Verdict = 'confirmed'): VerifiedDetection {
  const at = (u: number, v: number) => point<FramePx>(x + u * side, y + v * side);
  return {
    box: box<FramePx>(x - side / 2, y - side / 2, side, side),
    score: verdict === 'confirmed' ? 0.9 : 0.35,
    roll: 0,
    landmarks: {
      rightEye: at(-0.21, -0.15),
      leftEye: at(0.21, -0.15),
      nose: at(0, 0.05),
      mouth: at(0, 0.28),
    },
    verdict,
  };
}

/** The faces after each step; null: it was missed there. */
function follow(path: readonly (VerifiedDetection | null)[]) {
  const tracker = new Tracker();
  return path.map((detection, i) => {
    const { faces } = tracker.update(detection ? [detection] : [], i * STEP, FRAME, OPTIONS);
    return { tracker, face: faces[0] };
  });
}

const still = (count: number) => Array.from({ length: count }, () => seen(300, 240));
const missed = (count: number) => new Array<null>(count).fill(null);

test('a face that is missed for a moment keeps its alignment, then loses it, and gets the same one back', () => {
  const faces = follow([...still(5), ...missed(10), seen(300, 240)]).map(({ face }) => face);
  const key = faces[0]?.alignment?.key;
  expect(key).toBeDefined();
  expect(faces.slice(5, 15).map((face) => face?.state)).toEqual(new Array(10).fill('predicted'));
  const kept = Math.floor((FRESH * 1e6) / STEP);
  expect(faces.slice(5, 15).map((face) => face?.alignment?.key)).toEqual([
    ...new Array(kept).fill(key),
    ...new Array(10 - kept).fill(undefined),
  ]);
  expect(faces[15]?.alignment?.key).toBe(key);
});

test('it goes on with the face', () => {
  const path = Array.from({ length: 20 }, (_, i) => seen(200 + 3 * i, 240));
  const faces = follow([...path, null, null]).map(({ face }) => face);
  const x = (i: number) => faces[i]?.alignment?.centre.x ?? 0;
  expect(x(20)).toBeGreaterThan(x(19));
  expect(x(21)).toBeGreaterThan(x(20));
  expect(x(21)).toBeLessThan(200 + 3 * 24);
});

test.each<[string, VerifiedDetection[]]>([
  ['never was confirmed', [seen(300, 240, 100, 'uncertain')]],
  ['was uncertain when it was last seen', [...still(5), seen(300, 240, 100, 'uncertain')]],
  ['had no points when it was last seen', [...still(5), { ...seen(300, 240), landmarks: null }]],
])('a face that %s gets none when it is missed', (_, path) => {
  const { face } = follow([...path, null]).at(-1) ?? {};
  expect(face?.state).toBe('predicted');
  expect(face?.alignment).toBeNull();
});

test('however a face moved: its learned cover holds it where it was, and the grown box where it must be by now', () => {
  let made = 0;
  const speed = fc.double({ min: -12, max: 12, noNaN: true });
  fc.assert(
    fc.property(
      speed,
      speed,
      fc.integer({ min: 30, max: 140 }),
      fc.integer({ min: 1, max: 6 }),
      (vx, vy, side, gap) => {
        const path = Array.from({ length: 8 }, (_, i) => seen(320 + vx * i, 240 + vy * i, side));
        const { face } = follow([...path, ...missed(gap)]).at(-1) ?? {};
        const cover = face?.alignment && learnedCover(face.alignment, face.alignment.sighting);
        if (face && cover) {
          made += 1;
          const was = path.at(-1) as VerifiedDetection;
          for (const held of [was.box, scaleAbout(face.box, face.grow)]) {
            const landmarks = was.landmarks ? [was.landmarks] : [];
            expect(reachOf(cover, pointsOf({ box: held, landmarks }))).toBeLessThanOrEqual(1 + 1e-9);
          }
        }
      },
    ),
  );
  expect(made).toBeGreaterThan(20);
});

test('a face that moved fast is given up at once: no learned cover can hold where it may be', () => {
  const path = Array.from({ length: 8 }, (_, i) => seen(100 + 30 * i, 240, 60));
  const { face } = follow([...path, null]).at(-1) ?? {};
  expect(face?.alignment && learnedCover(face.alignment, face.alignment.sighting)).toBeFalsy();
});
