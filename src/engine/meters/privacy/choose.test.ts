import fc from 'fast-check';
import { expect, test } from 'vitest';
import { box, type FramePx, point } from '../../../base/geometry.ts';
import type { Face } from '../../face.ts';
import { chooseFaces, FACES_A_READING, pointsIn, regionOf } from './choose.ts';

/** Eyes `size` apart, upright, about (x, y). */
const spots = (x: number, y: number, size: number) => [
  { x: x - size / 2, y },
  { x: x + size / 2, y },
  { x, y: y + size * 0.6 },
  { x, y: y + size * 1.15 },
];

function face(id: number, change: Partial<Face> = {}, size = 50): Face {
  const [a, b, c, d] = spots(200, 200, size).map(({ x, y }) => point<FramePx>(x, y)) as [
    never,
    never,
    never,
    never,
  ];
  return {
    id,
    box: box<FramePx>(150, 150, 100, 100),
    roll: 0,
    landmarks: { rightEye: a, leftEye: b, nose: c, mouth: d },
    alignment: null,
    verdict: 'confirmed',
    everConfirmed: true,
    credible: true,
    state: 'seen',
    lostFor: 0,
    cover: {
      centre: point<FramePx>(200, 200),
      width: 160,
      height: 160,
      angle: 0,
      exponent: 3,
      feather: 0.1,
    },
    ...change,
  };
}

test('only faces that are seen, confirmed, with parts, and large enough are measured', () => {
  const faces = [
    face(1, { state: 'predicted' }),
    face(2, { verdict: 'uncertain' }),
    face(3, { landmarks: null }),
    face(4, {}, 5),
    face(5),
  ];
  expect(chooseFaces(faces, new Map()).map(({ id }) => id)).toEqual([5]);
});

test('those that waited longest come first', () => {
  const faces = [1, 2, 3, 4].map((id) => face(id));
  const measured = new Map([
    [1, 5],
    [2, 3],
    [3, 4],
  ]);
  expect(chooseFaces(faces, measured).map(({ id }) => id)).toEqual([4, 2].slice(0, FACES_A_READING));
});

test('a region holds its face, lies in the frame, and is not copied larger than it is', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 40, max: 600 }),
      fc.integer({ min: 40, max: 400 }),
      fc.integer({ min: 12, max: 200 }),
      (x, y, size) => {
        const points = spots(x, y, size);
        const region = regionOf(points, 640, 480);
        expect(region.x).toBeGreaterThanOrEqual(0);
        expect(region.y).toBeGreaterThanOrEqual(0);
        expect(region.x + region.width).toBeLessThanOrEqual(640);
        expect(region.y + region.height).toBeLessThanOrEqual(480);
        expect(region.scale).toBeLessThanOrEqual(1);
        // Within a pixel of 150 √2 across, where the frame's border does not cut it.
        expect(region.width * region.scale).toBeLessThan(215);
        const inside = pointsIn(region, points, region.width, region.height);
        points.forEach((spot, i) => {
          if (spot.x >= 0 && spot.x < 640) {
            expect(inside[i]?.x).toBeGreaterThanOrEqual(-1);
            expect(inside[i]?.x).toBeLessThanOrEqual(region.width + 1);
          }
        });
      },
    ),
  );
});

test('a face outside the frame has no region', () => {
  expect(() => regionOf(spots(-500, -500, 50), 640, 480)).toThrow(RangeError);
  expect(() => regionOf(Array(4).fill({ x: 3, y: 3 }), 640, 480)).toThrow(RangeError);
});
