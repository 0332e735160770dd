import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeSpans } from './arena.ts';

const spans = fc
  .array(
    fc.record({
      bytes: fc.integer({ min: 1, max: 500 }),
      first: fc.nat(30),
      length: fc.nat(10),
    }),
    { maxLength: 40 },
  )
  .map((list) =>
    list
      .map(({ bytes, first, length }) => ({ bytes, first, last: first + length }))
      .sort((a, b) => a.first - b.first),
  );

test('what is needed at the same time does not overlap, and lies within the bytes', () => {
  fc.assert(
    fc.property(spans, (spans) => {
      const { offsets, bytes } = placeSpans(spans);
      const placed = spans.map((span, i) => ({ ...span, offset: offsets[i] as number }));
      for (const [i, a] of placed.entries()) {
        expect(a.offset).toBeGreaterThanOrEqual(0);
        expect(a.offset + a.bytes).toBeLessThanOrEqual(bytes);
        for (const b of placed.slice(i + 1)) {
          const together = a.first <= b.last && b.first <= a.last;
          expect(together && a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes).toBe(false);
        }
      }
    }),
  );
});

test('memory that is free again is used again', () => {
  const { offsets, bytes } = placeSpans([
    { bytes: 64, first: 0, last: 1 },
    { bytes: 64, first: 1, last: 2 },
    { bytes: 64, first: 2, last: 3 },
  ]);
  expect(offsets).toEqual([0, 64, 0]);
  expect(bytes).toBe(128);
});
