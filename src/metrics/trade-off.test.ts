import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isUnbeaten, placeOf, type TradeOff, type TradeOffPoint } from './trade-off.ts';

const point = (mode: string, accuracy: number | null, mAP: number | null): TradeOffPoint => ({
  mode,
  label: mode,
  verification: { rawRaw: 98, rawAnonymised: null, anonymisedAnonymised: accuracy },
  mAP,
  source: 'test',
});

test('the error is what is wrong about anonymised faces; un-anonymised, about raw ones', () => {
  expect(placeOf(point('mask', 55, 39))).toEqual({ error: 45, mAP: 39 });
  expect(placeOf(point('none', null, 57))).toEqual({ error: 2, mAP: 57 });
  expect(placeOf(point('blur', null, 42))).toBeNull();
  expect(placeOf(point('blur', 60, null))).toBeNull();
});

test('what another point beats in one way and equals in the other is beaten', () => {
  const points = [
    point('none', null, 57),
    point('mask', 52, 39),
    point('learned', 60, 52),
    point('blur', 60, 48),
  ];
  expect(points.filter((one) => isUnbeaten(one, points)).map((one) => one.mode)).toEqual([
    'none',
    'mask',
    'learned',
  ]);
});

test('the published points are percentages with a source', () => {
  const file = join(import.meta.dirname, '../../public/published/trade-off.json');
  const { points } = JSON.parse(readFileSync(file, 'utf8')) as TradeOff;
  expect(points.length).toBeGreaterThan(0);
  for (const { mode, label, source, verification, mAP } of points) {
    expect([mode, label, source].every((words) => typeof words === 'string' && words.length > 0)).toBe(true);
    for (const figure of [
      mAP,
      verification.rawRaw,
      verification.rawAnonymised,
      verification.anonymisedAnonymised,
    ]) {
      expect(figure === null || (figure >= 0 && figure <= 100)).toBe(true);
    }
  }
  expect(new Set(points.map((one) => `${one.label} ${one.source}`)).size).toBe(points.length);
});
