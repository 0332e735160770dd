import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fastMeans } from './means.ts';
import { plainMeans } from './picture.ts';

test('the kernel makes what plain TypeScript makes, to the byte: of samples beside each other, above each other, and scattered', () => {
  const side = 24;
  const source = Int32Array.from({ length: side * side }, (_, i) => Math.imul(i + 1, 0x9e3779b1));
  fc.assert(
    fc.property(
      fc.constantFrom(1, 2, 3, 4),
      fc.constantFrom<'row' | 'column' | 'scattered'>('row', 'column', 'scattered'),
      fc.integer({ min: 0, max: 5 }),
      (samples, order, first) => {
        const count = 4;
        const offsets = (step: number) =>
          Int32Array.from({ length: count * samples }, (_, k) => (first + k) * step);
        const any = (step: number) =>
          Int32Array.from({ length: count * samples }, (_, k) => ((first + 5 * k) % side) * step);
        const [columns, rows] =
          order === 'row'
            ? [offsets(1), offsets(side)]
            : order === 'column'
              ? [offsets(side), offsets(1)]
              : [any(1), any(side)];
        const sampling = { source, of: source, columns, rows, samples, width: 8, height: 6 };
        expect([...(fastMeans(sampling) ?? [])]).toEqual([...plainMeans(sampling)]);
      },
    ),
  );
});

test('a frame that is too large for the kernel’s memory is left to plain TypeScript', () => {
  const sampling = {
    source: { length: 17e6 } as unknown as Int32Array,
    of: {},
    columns: new Int32Array(1),
    rows: new Int32Array(1),
    samples: 1,
    width: 1,
    height: 1,
  };
  expect(fastMeans(sampling)).toBeNull();
});

test('several pictures of one frame, then of another of the same size, then of the first again', () => {
  const frame = (colour: number) => {
    const source = new Int32Array(64).fill(colour);
    return { source, of: source };
  };
  const [red, blue] = [frame(0xff), frame(0xff0000)];
  const counts = (count: number, step: number) => Int32Array.from({ length: count }, (_, k) => k * step);
  for (const [{ source, of }, count] of [
    [red, 8],
    [red, 4],
    [blue, 4],
    [red, 8],
    [blue, 8],
  ] as const) {
    const layout = {
      columns: counts(count, 1),
      rows: counts(count, 8),
      samples: 1,
      width: count,
      height: count,
    };
    const sampling = { source, of, ...layout };
    expect([...(fastMeans(sampling) ?? [])]).toEqual([...plainMeans(sampling)]);
  }
});
