import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logit } from '../../base/logistic.ts';
import {
  assertFew,
  assertPlausible,
  type Candidate,
  FaceNetworkError,
  merge,
  suppress,
} from './candidates.ts';
import { decodeYunet } from './decode-yunet.ts';
import type { OutputMap } from './network.ts';
import { YUNET_CHANNELS } from './yunet-plan.ts';

const candidate = fc.record({
  score: fc.double({ min: 0.3, max: 1, noNaN: true }),
  x: fc.double({ min: 0, max: 600, noNaN: true }),
  y: fc.double({ min: 0, max: 440, noNaN: true }),
  width: fc.double({ min: 8, max: 80, noNaN: true }),
  height: fc.double({ min: 8, max: 80, noNaN: true }),
  points: fc.constant([]),
});

function iou(a: Candidate, b: Candidate): number {
  const w = Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x));
  const h = Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));
  return (w * h) / (a.width * a.height + b.width * b.height - w * h);
}

test('of overlapping boxes the best stays, and every one that goes has a better one that stays', () => {
  fc.assert(
    fc.property(
      fc.array(candidate, { maxLength: 60 }),
      fc.double({ min: 0.1, max: 0.9, noNaN: true }),
      (all, overlap) => {
        const kept = suppress(all, overlap);
        kept.forEach((a, i) => {
          expect(all).toContain(a);
          kept.slice(i + 1).forEach((b) => {
            expect(a.score).toBeGreaterThanOrEqual(b.score);
            expect(iou(a, b)).toBeLessThanOrEqual(overlap);
          });
        });
        for (const gone of all.filter((c) => !kept.includes(c))) {
          expect(kept.some((b) => b.score >= gone.score && iou(b, gone) > overlap)).toBe(true);
        }
        expect(suppress(kept, overlap)).toEqual(kept);
        expect(suppress(all.toReversed(), overlap).map(({ score }) => score)).toEqual(
          kept.map(({ score }) => score),
        );
      },
    ),
  );
});

test('boxes of one face become their average by score, points too', () => {
  const one = { score: 0.9, x: 10, y: 20, width: 40, height: 50, points: [{ x: 20, y: 30 }] };
  const two = { score: 0.3, x: 14, y: 20, width: 40, height: 42, points: [{ x: 24, y: 38 }] };
  const other = { ...one, score: 0.5, x: 100 };
  expect(merge([two, other, one], 0.3)).toEqual([
    {
      score: 0.9,
      x: expect.closeTo(11),
      y: expect.closeTo(20),
      width: expect.closeTo(40),
      height: expect.closeTo(48),
      points: [{ x: expect.closeTo(21), y: expect.closeTo(32) }],
    },
    other,
  ]);
});

test('500 faces, each seen by several cells, are 500 faces', () => {
  const all = Array.from({ length: 500 }, (_, i) => [0, 1, 2, 3, 4, 5].map((k) => face(i, k))).flat();
  function face(i: number, k: number): Candidate {
    return {
      score: 0.9 - 0.1 * k,
      x: 24 * (i % 26) + k / 2,
      y: 24 * Math.floor(i / 26) + k / 2,
      width: 22,
      height: 22,
      points: [],
    };
  }
  expect(assertFew(suppress(all, 0.45))).toHaveLength(500);
  expect(assertFew(merge(all, 0.45))).toHaveLength(500);
});

test('more faces than any picture holds are none', () => {
  const all = Array.from({ length: 1001 }, (_, i) => ({
    score: 0.5,
    x: 20 * i,
    y: 0,
    width: 10,
    height: 10,
    points: [],
  }));
  expect(() => assertFew(all)).toThrow(FaceNetworkError);
});

test.each([
  ['a score that is no number', { score: Number.NaN }],
  ['a score above 1', { score: 1.5 }],
  ['a place that is no number', { x: Number.NaN }],
  ['an endless width', { width: Number.POSITIVE_INFINITY }],
  ['no height', { height: 0 }],
  ['a place right of the picture', { x: 700 }],
  ['a place above the picture', { y: -100 }],
  ['a face far larger than the picture', { width: 5000 }],
  ['a point that is no number', { points: [{ x: 1, y: Number.NaN }] }],
])('%s is refused', (_, part) => {
  const good: Candidate = { score: 0.9, x: -5, y: 460, width: 40, height: 40, points: [{ x: 1, y: 2 }] };
  const size = { width: 640, height: 480, cells: 6300 };
  expect(() => assertPlausible([good], size)).not.toThrow();
  expect(() => assertPlausible([good, { ...good, ...part }], size)).toThrow(FaceNetworkError);
});

/** Maps of a picture of 96 × 64 pixels in which no cell sees a face. */
function emptyMaps(channels = YUNET_CHANNELS): OutputMap[] {
  return [8, 16, 32].map((stride) => {
    const [width, height] = [96 / stride, 64 / stride];
    const values = new Float32Array(width * height * channels);
    for (let cell = 0; cell < width * height; cell++) {
      values.fill(-8, cell * channels, cell * channels + 2);
    }
    return { width, height, channels, values };
  });
}

test('decodes what was encoded', () => {
  const place = fc.record({ level: fc.nat(2), column: fc.nat(2), row: fc.nat(1) });
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  fc.assert(
    fc.property(
      place,
      number(0.35, 0.99),
      number(0.35, 0.99),
      number(2, 60),
      number(2, 60),
      fc.constantFrom(16, 24),
      ({ level, column, row }, score, face, width, height, channels) => {
        const maps = emptyMaps(channels);
        const map = maps[level] as OutputMap;
        const stride = 8 << level;
        const object = score ** 2 / face;
        fc.pre(object < 1);
        const at = (row * map.width + column) * channels;
        const offsets = Array.from({ length: 10 }, (_, i) => i / 10);
        map.values.set(
          [
            logit(face),
            logit(object),
            0.25,
            0.75,
            Math.log(width / stride),
            Math.log(height / stride),
            ...offsets,
          ],
          at,
        );
        const [found, ...others] = decodeYunet(maps, 0.3, 0.45);
        expect(others).toEqual([]);
        expect(found?.score).toBeCloseTo(score, 4);
        expect(found?.width).toBeCloseTo(width, 3);
        expect((found?.x ?? 0) + width / 2).toBeCloseTo((column + 0.25) * stride, 3);
        expect((found?.y ?? 0) + height / 2).toBeCloseTo((row + 0.75) * stride, 3);
        expect(found?.points[4]?.y).toBeCloseTo((row + 0.9) * stride, 3);
      },
    ),
  );
});

test('numbers that are none, and faces in most cells, are a failure and no faces', () => {
  expect(decodeYunet(emptyMaps(), 0.3, 0.45)).toEqual([]);
  const broken = emptyMaps();
  broken[1]?.values.fill(Number.NaN, 0, 16);
  expect(() => decodeYunet(broken, 0.3, 0.45)).toThrow(FaceNetworkError);
  const everywhere = emptyMaps();
  for (const { values } of everywhere) {
    values.fill(1);
  }
  expect(() => decodeYunet(everywhere, 0.3, 0.45)).toThrow('cells');
});
