import fc from 'fast-check';
import { expect, test } from 'vitest';
import { opacity } from '../../../base/superellipse.ts';
import { rampOf } from './ramp.ts';

const shape = {
  exponent: fc.double({ min: 2, max: 6, noNaN: true }),
  feather: fc.double({ min: 0, max: 0.5, noNaN: true }),
};
const place = fc.double({ min: -2, max: 2, noNaN: true });

test('the tables say what the formula says, and 1 wherever that says 1', () => {
  fc.assert(
    fc.property(
      shape.exponent,
      shape.feather,
      fc.array(fc.tuple(place, place), { minLength: 50 }),
      (exponent, feather, points) => {
        const ramp = rampOf(exponent, feather);
        for (const [u, v] of points) {
          const exact = opacity(u, v, exponent, feather);
          const tabled = ramp.opacity(u, v);
          if (exact === 1) {
            expect(tabled).toBe(1);
          }
          // A feather of next to nothing is a step: on its border either side is right.
          const distance = (Math.abs(u) ** exponent + Math.abs(v) ** exponent) ** (1 / exponent);
          if (feather > 0.01 || Math.abs(distance - 1) > 0.02) {
            expect(Math.abs(tabled - exact)).toBeLessThan(1e-3);
          }
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('the border of the core is covered wholly, and nothing beyond the feather is touched', () => {
  const ramp = rampOf(2.6, 0.15);
  for (let i = 0; i <= 1000; i++) {
    const turn = (i / 1000) * 2 * Math.PI;
    const [x, y] = [Math.cos(turn), Math.sin(turn)];
    const length = (Math.abs(x) ** 2.6 + Math.abs(y) ** 2.6) ** (1 / 2.6);
    expect(ramp.opacity(x / length, y / length)).toBe(1);
    expect(ramp.opacity((1.1501 * x) / length, (1.1501 * y) / length)).toBe(0);
  }
});
