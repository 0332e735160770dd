import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MATCH, STRANGERS, strangersAsAlike } from './threshold.ts';

test('measured rows come back, and there is no extrapolation', () => {
  for (const { falseAcceptRate, cosine } of STRANGERS) {
    expect(strangersAsAlike(cosine)).toBeCloseTo(falseAcceptRate, 10);
  }
  expect(strangersAsAlike(-1)).toBe(0.5);
  expect(strangersAsAlike(1)).toBe(0.0001);
  expect(MATCH.cosine).toBe(0.911);
});

test('the more alike, the fewer strangers', () => {
  const cosine = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(cosine, cosine, (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      expect(strangersAsAlike(high)).toBeLessThanOrEqual(strangersAsAlike(low));
    }),
  );
});
