import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areaUnder, equalErrorRate, rocCurve, thresholdAt } from './roc.ts';

const p = (score: number, same: boolean) => ({ score, same });
// True pairs 0.9 0.8 0.4, false ones 0.7 0.3 0.2 0.1.
const PAIRS = [
  p(0.9, true),
  p(0.8, true),
  p(0.7, false),
  p(0.4, true),
  p(0.3, false),
  p(0.2, false),
  p(0.1, false),
];

test('by hand', () => {
  const curve = rocCurve(PAIRS);
  expect(curve.map((point) => [point.falseAccepts, point.trueAccepts])).toEqual([
    [0, 0],
    [0, 1 / 3],
    [0, 2 / 3],
    [0.25, 2 / 3],
    [0.25, 1],
    [0.5, 1],
    [0.75, 1],
    [1, 1],
  ]);
  expect(thresholdAt(curve, 0.1)).toBe(0.8);
  // 11 of the 12 (true, false) couples are in the right order.
  expect(areaUnder(curve)).toBeCloseTo(11 / 12, 12);
  // Rejected true ones fall from 1/3 to 0 at 0.25 false accepts: they meet at 0.25.
  expect(equalErrorRate(curve)).toBeCloseTo(0.25, 12);
});

test('a curve needs both kinds of pairs', () => {
  expect(() => rocCurve([p(1, true)])).toThrow(/both|two/);
});

const mixed = fc
  .array(fc.record({ score: fc.integer({ min: 0, max: 20 }), same: fc.boolean() }), {
    minLength: 2,
    maxLength: 40,
  })
  .filter((pairs) => new Set(pairs.map((one) => one.same)).size === 2);

test('the area is the share of couples in the right order, ties counting half (Mann–Whitney)', () => {
  fc.assert(
    fc.property(mixed, (pairs) => {
      let right = 0;
      let couples = 0;
      for (const a of pairs.filter((one) => one.same)) {
        for (const b of pairs.filter((one) => !one.same)) {
          couples++;
          right += a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0;
        }
      }
      expect(areaUnder(rocCurve(pairs))).toBeCloseTo(right / couples, 10);
    }),
  );
});

test('both shares only rise along the curve, and the equal error rate is a share', () => {
  fc.assert(
    fc.property(mixed, (pairs) => {
      const curve = rocCurve(pairs);
      curve.slice(1).forEach((point, i) => {
        expect(point.falseAccepts).toBeGreaterThanOrEqual(curve[i]?.falseAccepts ?? 0);
        expect(point.trueAccepts).toBeGreaterThanOrEqual(curve[i]?.trueAccepts ?? 0);
      });
      expect(curve.at(-1)).toMatchObject({ falseAccepts: 1, trueAccepts: 1 });
      const rate = equalErrorRate(curve);
      expect(rate).toBeGreaterThanOrEqual(0);
      expect(rate).toBeLessThanOrEqual(1);
    }),
  );
});
