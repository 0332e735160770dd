import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Series } from './series.ts';

test('rows come back as columns, those of the last seconds', () => {
  const series = new Series(['a', 'b'], 10);
  series.add(1, { a: 1, b: null });
  series.add(2.5, { a: 2, b: 20 });
  series.add(4, { a: 3, b: 30 });
  expect(series.columns()).toEqual([
    [1, 2.5, 4],
    [1, 2, 3],
    [null, 20, 30],
  ]);
  expect(series.columns(1.5)).toEqual([
    [2.5, 4],
    [2, 3],
    [20, 30],
  ]);
  expect(series.rows()[0]).toEqual({ t: 1, a: 1, b: null });
});

test('a gap breaks the line once', () => {
  const series = new Series(['a'], 10);
  series.gap(0);
  series.add(1, { a: 1 });
  series.gap(2);
  series.gap(3);
  series.add(4, { a: 2 });
  expect(series.columns()).toEqual([
    [1, 2, 4],
    [1, null, 2],
  ]);
});

test('whatever is added: times rise, columns stay equally long, memory is bounded', () => {
  fc.assert(
    fc.property(fc.array(fc.double()), fc.integer({ min: 1, max: 8 }), (times, capacity) => {
      const series = new Series(['a', 'b'], capacity);
      let told = 0;
      series.subscribe(() => {
        told += 1;
      });
      for (const time of times) {
        const before = series.version;
        series.add(time, { a: time, b: null });
        expect(told).toBe(series.version);
        expect(series.version - before).toBeLessThanOrEqual(1);
      }
      const [t, a, b] = series.columns();
      expect(t.length).toBeLessThanOrEqual(capacity * 1.25);
      expect(a).toEqual(t);
      expect(b?.length).toBe(t.length);
      expect(t.every((time, i) => i === 0 || time > (t[i - 1] as number))).toBe(true);
    }),
  );
});

test('a listener that left hears nothing', () => {
  const series = new Series(['a'], 4);
  let told = 0;
  const leave = series.subscribe(() => {
    told += 1;
  });
  series.add(1, { a: 1 });
  leave();
  series.clear();
  expect(told).toBe(1);
  expect(series.length).toBe(0);
});
