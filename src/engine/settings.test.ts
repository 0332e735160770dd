import fc from 'fast-check';
import { expect, test } from 'vitest';
import { completeSettings, DEFAULT_SETTINGS } from './settings.ts';

test('nothing gives the defaults', () => {
  for (const nothing of [undefined, null, 42, 'mask', [], {}]) {
    expect(completeSettings(nothing)).toEqual(DEFAULT_SETTINGS);
  }
});

test('anything gives settings within range', () => {
  const anything = fc.record(
    {
      views: fc.anything(),
      values: fc.anything(),
      enlarge: fc.anything(),
      feather: fc.oneof(fc.double(), fc.anything()),
      linger: fc.oneof(fc.double(), fc.anything()),
      growth: fc.oneof(fc.double(), fc.anything()),
      leastScore: fc.oneof(fc.double(), fc.anything()),
      coverWhenNoFace: fc.anything(),
      renderer: fc.anything(),
      leakRate: fc.oneof(fc.double(), fc.anything()),
      privacyRate: fc.oneof(fc.double(), fc.anything()),
      actionRate: fc.oneof(fc.double(), fc.anything()),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(anything, (given) => {
      const s = completeSettings(given);
      for (const [value, low, high] of [
        [s.enlarge, 1.2, 3],
        [s.feather, 0, 0.5],
        [s.linger, 0, 5000],
        [s.growth, 0, 3],
        [s.leastScore, 0.2, 0.95],
        [s.leakRate, 0, 2],
        [s.privacyRate, 0, 1],
        [s.actionRate, 0, 10],
      ] as const) {
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(high);
      }
      expect(s.views.length).toBeGreaterThan(0);
      expect(s.views.length).toBeLessThanOrEqual(4);
      expect(completeSettings(s)).toEqual(s);
    }),
  );
});

test('good settings are kept as they are', () => {
  const good = {
    ...DEFAULT_SETTINGS,
    views: [{ mode: 'blur' }, { mode: 'none' }],
    values: { blur: { cells: 16 }, mask: { style: 'figure' } },
    renderer: 'cpu',
    linger: 250,
  };
  expect(completeSettings(good)).toEqual(good);
});

test('values that are no numbers or words are left out', () => {
  expect(
    completeSettings({ values: { blur: { cells: Number.NaN, x: {}, y: 3 }, none: { z: 1 } } }).values,
  ).toEqual({
    blur: { y: 3 },
  });
});
