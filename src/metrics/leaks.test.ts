import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leakSummary } from './leaks.ts';

const frame = (ms: number, ...faces: [inside: number, uncovered: number][]) => ({
  timestamp: ms * 1000,
  faces: faces.map(([inside, uncovered]) => ({ inside, uncovered })),
});

test('by hand: four frames, one bare face for two of them', () => {
  const summary = leakSummary([
    frame(0, [100, 0], [50, 0]),
    frame(40, [100, 60]),
    frame(80, [100, 100], [50, 5]),
    frame(120, [100, 0]),
  ]);
  expect(summary).toEqual({
    frames: 4,
    faces: 6,
    leakRate: 165 / 500,
    // 5 of 50 is a tenth, not more.
    bareFaces: 2,
    framesWithBareFace: 2,
    longestUncoveredRun: 80,
  });
});

test('a clip that ends bare is bare until its last frame is over', () => {
  expect(leakSummary([frame(0, [10, 10]), frame(40, [10, 10])]).longestUncoveredRun).toBe(80);
});

test('nothing to see is no leak', () => {
  expect(leakSummary([])).toMatchObject({ frames: 0, leakRate: 0, longestUncoveredRun: 0 });
  expect(leakSummary([frame(0), frame(40, [0, 0])])).toMatchObject({ leakRate: 0, bareFaces: 0 });
});

test('uncovering more never lowers a figure', () => {
  const face = fc
    .tuple(fc.integer({ min: 1, max: 50 }), fc.nat(50))
    .map(([inside, u]) => [inside, u % (inside + 1)] as [number, number]);
  fc.assert(
    fc.property(fc.array(face, { minLength: 2, maxLength: 30 }), fc.nat(29), (faces, which) => {
      const clip = faces.map((one, i) => frame(i * 40, one));
      const worse = faces.map((one, i) => frame(i * 40, i === which % faces.length ? [one[0], one[0]] : one));
      const a = leakSummary(clip);
      const b = leakSummary(worse);
      expect(b.leakRate).toBeGreaterThanOrEqual(a.leakRate);
      expect(b.longestUncoveredRun).toBeGreaterThanOrEqual(a.longestUncoveredRun);
      expect(b.longestUncoveredRun).toBeLessThanOrEqual(faces.length * 40);
    }),
  );
});
