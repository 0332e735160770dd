import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CoverEdit,
  type EditList,
  freeId,
  NO_EDITS,
  shapeAt,
  shapesAt,
  strokeThrough,
  withEdit,
  withKey,
  withoutEdit,
} from './edits.ts';
import { parseEdits } from './parse.ts';

const shape = { x: 10, y: 20, width: 30, height: 40, angle: 0 };
const cover = (change: Partial<CoverEdit> = {}): CoverEdit => ({
  kind: 'cover',
  id: 1,
  from: null,
  to: null,
  keys: [{ ...shape, at: 0 }],
  ...change,
});

test('a cover by hand moves from key to key, and stays where it is before the first and after the last', () => {
  const moving = cover({
    keys: [
      { ...shape, at: 1 },
      { ...shape, at: 3, x: 30, width: 50 },
    ],
  });
  expect(shapeAt(moving, 0)).toMatchObject({ x: 10, width: 30 });
  expect(shapeAt(moving, 2)).toMatchObject({ x: 20, width: 40 });
  expect(shapeAt(moving, 9)).toMatchObject({ x: 30, width: 50 });
});

test('a cover turns the shorter way', () => {
  const turning = cover({
    keys: [
      { ...shape, at: 0, angle: 3 },
      { ...shape, at: 1, angle: -3 },
    ],
  });
  expect(shapeAt(turning, 0.5)?.angle).toBeCloseTo(3 + (2 * Math.PI - 6) / 2 - (Math.PI > 3 ? 0 : 0), 5);
});

test('outside of its time a cover is not there', () => {
  const short = cover({ from: 1, to: 2 });
  expect([0.9, 1, 2, 2.1].map((at) => shapeAt(short, at) !== null)).toEqual([false, true, true, false]);
});

test('a key at a moment that has one takes its place', () => {
  const twice = withKey(withKey(cover(), 2, { ...shape, x: 5 }), 2.001, { ...shape, x: 7 });
  expect(twice.keys.map(({ at, x }) => [at, x])).toEqual([
    [0, 10],
    [2.001, 7],
  ]);
});

test('ids are free, edits are replaced in place, and removed', () => {
  const list = withEdit(withEdit(NO_EDITS, cover()), cover({ id: 4 }));
  expect(freeId(list)).toBe(5);
  expect(withEdit(list, cover({ id: 1, to: 9 })).edits.map(({ id }) => id)).toEqual([1, 4]);
  expect(withoutEdit(list, 1).edits.map(({ id }) => id)).toEqual([4]);
});

test('a stroke has no gaps, whatever way the pointer went', () => {
  const place = fc.record({ x: fc.integer({ min: 0, max: 900 }), y: fc.integer({ min: 0, max: 900 }) });
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 6 }), (points) => {
      const stroke = strokeThrough(points, 30);
      const brush = { kind: 'brush', id: 1, from: null, to: 2, width: 30, points: stroke } as const;
      expect(parseEdits({ edits: [brush], trim: null }).edits[0]).toEqual(brush);
      const pieces = shapesAt(brush, 1);
      expect(shapesAt(brush, 3)).toEqual([]);
      for (const { x, y } of points) {
        const inside = pieces.some((piece) => Math.hypot(piece.x - x, piece.y - y) <= piece.width / 2);
        expect(inside).toBe(true);
      }
    }),
  );
  const gap = [
    { x: 0, y: 0 },
    { x: 100, y: 0 },
  ];
  const torn = { kind: 'brush', id: 1, from: null, to: null, width: 30, points: gap };
  expect(() => parseEdits({ edits: [torn], trim: null })).toThrow('gaps');
});

const number = fc.double({ min: -1e4, max: 1e4, noNaN: true });
const side = fc.double({ min: 1, max: 1e4, noNaN: true });
const end = fc.option(fc.double({ min: 0, max: 100, noNaN: true }));
const edit = fc.oneof(
  fc.record({
    kind: fc.constant('show' as const),
    at: number,
    box: fc.record({ x: number, y: number, width: side, height: side }),
  }),
  fc.record({ kind: fc.constant('reveal' as const), from: end, to: end }),
  fc.record({
    kind: fc.constant('cover' as const),
    from: end,
    to: end,
    keys: fc.array(fc.record({ x: number, y: number, width: side, height: side, angle: number }), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
);
const lists = fc.array(edit, { maxLength: 8 }).map(
  (edits): EditList => ({
    edits: edits.map((one, i) =>
      one.kind === 'cover'
        ? { ...one, id: i + 1, keys: one.keys.map((key, k) => ({ ...key, at: k })) }
        : { ...one, id: i + 1 },
    ),
    trim: null,
  }),
);

test('what is written is read as it was', () => {
  fc.assert(
    fc.property(lists, (list) => {
      expect(parseEdits(JSON.parse(JSON.stringify(list)))).toEqual(JSON.parse(JSON.stringify(list)));
    }),
  );
});

test('nonsense is refused in words, never half taken', () => {
  fc.assert(
    fc.property(fc.anything(), (given) => {
      expect(() => parseEdits({ edits: [given], trim: null })).toThrow(RangeError);
    }),
    { numRuns: 300 },
  );
  for (const wrong of [
    null,
    {},
    { edits: [cover(), cover()] },
    { edits: [cover({ keys: [] })] },
    { edits: [cover({ keys: [{ ...shape, at: Number.NaN }] })] },
    { edits: [], trim: { from: 2, to: 1 } },
  ]) {
    expect(() => parseEdits(wrong)).toThrow(RangeError);
  }
});
