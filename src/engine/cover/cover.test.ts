import fc from 'fast-check';
import { expect, test } from 'vitest';
import { box, type FramePx } from '../../base/geometry.ts';
import { assertCovers } from '../safe/guard.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { coverFor } from './cover.ts';
import { cropSide, gridFor } from './grid.ts';

const anyFace = fc.record({
  box: fc
    .tuple(
      fc.double({ min: -200, max: 1500, noNaN: true }),
      fc.double({ min: -200, max: 1500, noNaN: true }),
      fc.double({ min: 4, max: 900, noNaN: true }),
      fc.double({ min: 4, max: 900, noNaN: true }),
    )
    .map(([x, y, w, h]) => box<FramePx>(x, y, w, h)),
  roll: fc.double({ min: -7, max: 7, noNaN: true }),
  landmarks: fc.constant(null),
});

test('the whole face box lies inside the core, turned or not, however little it is enlarged', () => {
  fc.assert(
    fc.property(anyFace, fc.double({ min: 0, max: 3, noNaN: true }), (face, enlarge) => {
      const cover = coverFor(face, { enlarge, feather: 0.2 });
      expect(() => assertCovers({ cover }, face.box)).not.toThrow();
      expect(cover.width).toBeGreaterThanOrEqual(face.box.width * Math.max(1, enlarge) - 1e-9);
    }),
  );
});

test('landmarks outside the box are covered too', () => {
  const at = (x: number, y: number) => ({ x, y }) as never;
  const landmarks = {
    rightEye: at(-30, 50),
    leftEye: at(60, 50),
    nose: at(50, 60),
    mouth: at(50, 70),
  };
  const face = { box: box<FramePx>(30, 30, 50, 50), roll: 0, landmarks };
  const cover = coverFor(face, { enlarge: 1.2, feather: 0.1 });
  expect(cover.centre.x - cover.width / 2).toBeLessThan(-30);
});

test('the cover fits: no side is more than 1.35 of the box by default', () => {
  const face = { box: box<FramePx>(100, 100, 50, 60), roll: 0, landmarks: null };
  const { enlarge, feather } = DEFAULT_SETTINGS;
  for (const { width, height } of [
    coverFor(face, { enlarge, feather }),
    coverFor(face, { enlarge: 1, feather }),
  ]) {
    expect(width / 50).toBeLessThanOrEqual(1.35);
    expect(height / 60).toBeLessThanOrEqual(1.35);
  }
});

test('the cover takes in more above the face than below', () => {
  const cover = coverFor(
    { box: box<FramePx>(100, 100, 50, 50), roll: 0, landmarks: null },
    { enlarge: 1.5, feather: 0 },
  );
  expect(100 - (cover.centre.y - cover.height / 2)).toBeGreaterThan(cover.centre.y + cover.height / 2 - 150);
});

test('the grid spans the rectangle with its feather', () => {
  const cover = {
    ...coverFor(
      { box: box<FramePx>(0, 0, 50, 50), roll: 0, landmarks: null },
      { enlarge: 1.5, feather: 0.2 },
    ),
  };
  const grid = gridFor(cover);
  expect(grid.xs).toBeCloseTo(cover.width * 1.2);
  expect(grid.x0 + grid.xs / 2 + grid.xt / 2).toBeCloseTo(cover.centre.x);
  expect(grid.y0 + grid.ys / 2 + grid.yt / 2).toBeCloseTo(cover.centre.y);
  expect([64, 128, 256]).toContain(cropSide(cover));
});
