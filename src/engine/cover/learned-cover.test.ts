import fc from 'fast-check';
import { expect, test } from 'vitest';
import { box, type FramePx, point } from '../../base/geometry.ts';
import { invertGrid } from '../../base/grid.ts';
import { reachOf } from '../../base/superellipse.ts';
import type { Alignment, Landmarks } from '../face.ts';
import { assertCovers } from '../safe/guard.ts';
import { alignedGrid, alignmentOf, CORE, cropsOf, learnedCover, pointsOf } from './learned-cover.ts';

type Pair = readonly [number, number];

function landmarks(rightEye: Pair, leftEye: Pair, mouth: Pair): Landmarks {
  const at = ([x, y]: Pair) => point<FramePx>(x, y);
  return {
    rightEye: at(rightEye),
    leftEye: at(leftEye),
    mouth: at(mouth),
    nose: at([(rightEye[0] + leftEye[0] + mouth[0]) / 3, (rightEye[1] + leftEye[1] + mouth[1]) / 3]),
  };
}

// Printed by guise_training.sampler.crop_transform of a 128 × 128 crop for these points, mouth corners 20 px apart or so: its
// middle and its upper corners. There the middle of a pixel is a whole number, here it is at .5, which moves both alike.
test.each<[string, Pair, Pair, Pair, Pair, Pair, Pair]>([
  [
    'frontal',
    [100, 120],
    [160, 118],
    [130, 195],
    [130, 145.6],
    [-15.736595, 4.087654],
    [271.512346, -0.136595],
  ],
  [
    'turned',
    [220, 80],
    [260, 140],
    [177.5, 140],
    [218.125, 120.5],
    [274.473913, -86.112681],
    [424.737681, 176.848913],
  ],
  [
    'profile',
    [60, 50],
    [66, 51],
    [66, 98.5],
    [64.05, 67.3],
    [-30.148985, -20.170486],
    [151.520486, -26.898985],
  ],
])('the crop lies where training had it: %s', (_, right, left, mouth, middle, topLeft, topRight) => {
  const alignment = alignmentOf(landmarks(right, left, mouth));
  expect(alignment).not.toBeNull();
  if (alignment) {
    const grid = alignedGrid(alignment);
    expect([alignment.centre.x, alignment.centre.y]).toEqual(middle.map((v) => expect.closeTo(v, 3)));
    expect([grid.x0, grid.y0]).toEqual(topLeft.map((v) => expect.closeTo(v, 3)));
    expect([grid.x0 + grid.xs, grid.y0 + grid.ys]).toEqual(topRight.map((v) => expect.closeTo(v, 3)));
  }
});

test('points that fall together, or are no numbers, align nothing', () => {
  expect(alignmentOf(landmarks([5, 5], [5, 5], [5, 5]))).toBeNull();
  expect(alignmentOf(landmarks([5, 5], [Number.NaN, 5], [5, 9]))).toBeNull();
});

const coordinate = fc.double({ min: -300, max: 1500, noNaN: true });
const anyPoint = fc.tuple(coordinate, coordinate);
const anyFace = fc.record({
  middle: anyPoint,
  size: fc.double({ min: 3, max: 900, noNaN: true }),
  roll: fc.double({ min: -4, max: 4, noNaN: true }),
  stretch: fc.double({ min: 0.5, max: 2.5, noNaN: true }),
  stray: fc.option(anyPoint),
});

/** A face of about the usual proportions: box `size`, eyes 0.42 of it apart. */
function faceOf({
  middle: [x, y],
  size,
  roll,
  stretch,
  stray,
}: typeof anyFace extends fc.Arbitrary<infer T> ? T : never) {
  const turned = (u: number, v: number): Pair => [
    x + size * (u * Math.cos(roll) - v * Math.sin(roll)),
    y + size * (u * Math.sin(roll) + v * Math.cos(roll)),
  ];
  const own = landmarks(turned(-0.21, -0.15), turned(0.21, -0.15), turned(0, 0.28));
  const side = size * stretch;
  const others = stray ? [landmarks(stray, stray, stray)] : [];
  return {
    own,
    sighting: { box: box<FramePx>(x - side / 2, y - side / 2, side, side), landmarks: [own, ...others] },
  };
}

test.each(['learned', 'persona'] as const)(
  'a cover of %s holds the outline and every feature, with its feather inside the crop, or there is none',
  (mode) => {
    let held = 0;
    fc.assert(
      fc.property(anyFace, (given) => {
        const { own, sighting } = faceOf(given);
        const alignment = alignmentOf(own);
        const cover = alignment && learnedCover(alignment, sighting, mode);
        if (!alignment || !cover) {
          return;
        }
        held += 1;
        expect(reachOf(cover, pointsOf(sighting))).toBeLessThanOrEqual(1);
        const aligned = { ...alignment, key: 1, track: 1, sighting };
        expect(() => assertCovers({ cover, aligned }, sighting.box)).not.toThrow();
        // The modifier's output reaches as far as anything of it is seen.
        const { s0, t0, sx, sy, tx, ty } = invertGrid(alignedGrid(alignment));
        for (let i = 0; i < 16; i++) {
          const a = (cover.width / 2) * (1 + cover.feather) * Math.cos(i);
          const b = (cover.height / 2) * (1 + cover.feather) * Math.sin(i);
          const px = cover.centre.x + a * Math.cos(cover.angle) - b * Math.sin(cover.angle);
          const py = cover.centre.y + a * Math.sin(cover.angle) + b * Math.cos(cover.angle);
          expect(s0 + px * sx + py * sy).toBeGreaterThanOrEqual(0);
          expect(s0 + px * sx + py * sy).toBeLessThanOrEqual(1);
          expect(t0 + px * tx + py * ty).toBeGreaterThanOrEqual(0);
          expect(t0 + px * tx + py * ty).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 300 },
    );
    expect(held).toBeGreaterThan(20);
  },
);

test('a face of the usual proportions gets the usual core', () => {
  const { own, sighting } = faceOf({ middle: [300, 200], size: 120, roll: 0.2, stretch: 1, stray: null });
  const alignment = alignmentOf(own);
  const cover = alignment && learnedCover(alignment, sighting);
  expect(cover?.width).toBeCloseTo(CORE.width * (alignment?.side ?? 0));
});

test('a second face that was taken for the same one, beside it, gets no learned cover', () => {
  const { own, sighting } = faceOf({ middle: [300, 200], size: 120, roll: 0, stretch: 1, stray: [400, 200] });
  const alignment = alignmentOf(own);
  expect(alignment && learnedCover(alignment, sighting)).toBeNull();
});

test('a learned cover that does not hold its face is refused by the guard', () => {
  const { own, sighting } = faceOf({ middle: [300, 200], size: 120, roll: 0, stretch: 1, stray: null });
  const alignment = alignmentOf(own);
  const cover = alignment && learnedCover(alignment, sighting);
  expect(cover).not.toBeNull();
  if (alignment && cover) {
    const aligned = { ...alignment, key: 1, track: 1, sighting };
    expect(() =>
      assertCovers({ cover: { ...cover, width: cover.width * 0.7 }, aligned }, sighting.box),
    ).toThrow();
    expect(() => assertCovers({ cover: { ...cover, width: Number.NaN }, aligned }, sighting.box)).toThrow();
  }
});

/** A face in profile, whose box reaches `back` px behind its points; `mirrored` looks the other way. */
function profileOf(back: number, mirrored: boolean): Alignment {
  const side = mirrored ? -1 : 1;
  const x = (of: number) => 200 + side * (of - 200);
  const points = landmarks([x(mirrored ? 160 : 150), 100], [x(mirrored ? 150 : 160), 100], [x(152), 150]);
  const width = 25 + back;
  const sighting = {
    box: box<FramePx>(mirrored ? 225 : 175 - width, 60, width, 115),
    landmarks: [points],
  };
  return {
    ...(alignmentOf(points) as NonNullable<ReturnType<typeof alignmentOf>>),
    key: 7,
    track: 1,
    sighting,
  };
}

const isHeld = (crop: Alignment) => learnedCover(crop, crop.sighting) !== null;

test.each([
  ['is held by the usual crop', 60, [true, true, true]],
  ['is held by one that is moved towards its box', 72, [false, true, true]],
  ['is held by one that is wider as well', 80, [false, false, true]],
  ['is held by none', 95, [false, false, false]],
] as const)('a face in profile %s, looking to either side', (_, back, held) => {
  for (const mirrored of [false, true]) {
    expect(cropsOf(profileOf(back, mirrored), 'learned').map(isHeld)).toEqual(held);
  }
});

test('a crop is moved and widened no farther than the modifier was taught, along the eyes, towards the box', () => {
  for (const mirrored of [false, true]) {
    const alignment = profileOf(72, mirrored);
    const [usual, moved, wider] = cropsOf(alignment, 'learned');
    expect(usual).toBe(alignment);
    const towards = mirrored ? 0.04 : -0.04;
    const { centre: at, side, angle } = alignment;
    for (const [crop, zoom] of [
      [moved, 1],
      [wider, 1.08],
    ] as const) {
      expect(crop?.side).toBeCloseTo(zoom * side);
      expect(crop?.centre.x).toBeCloseTo(at.x + towards * zoom * side * Math.cos(angle));
      expect(crop?.centre.y).toBeCloseTo(at.y + towards * zoom * side * Math.sin(angle));
      expect(crop).toMatchObject({ angle, track: 1, sighting: alignment.sighting });
    }
  }
  // A persona would be drawn larger than life.
  const alignment = profileOf(72, false);
  expect(cropsOf(alignment, 'persona')).toEqual([alignment]);
});

test('what was remembered of one crop is none of another crop or face', () => {
  const keys = [1, 2, 3].flatMap((key) =>
    [false, true].flatMap((mirrored) =>
      cropsOf({ ...profileOf(72, mirrored), key }, 'learned').map((crop) => crop.key),
    ),
  );
  // The usual crop is the same whichever way the face looks.
  expect(new Set(keys).size).toBe(keys.length - 3);
});
