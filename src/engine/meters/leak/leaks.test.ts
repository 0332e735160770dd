import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Pixels } from '../../../base/sample.ts';
import { countPixels, longestUncoveredRun, unchanged } from '../../../metrics/uncovered.ts';
import type { SentPixels } from '../copies.ts';
import { type CoveredArea, leaksIn, type SeenFace } from './leaks.ts';
import type { LeakView } from './messages.ts';

const WIDTH = 48;
const HEIGHT = 36;
const FACE = { x: 10, y: 8, width: 16, height: 20, score: 0.9 };
const COVER = { x: 6, y: 4, width: 24, height: 28 };

/** A picture in which no two neighbours look alike. */
function noisy(seed = 1): Pixels {
  let state = seed;
  const data = Uint8ClampedArray.from({ length: WIDTH * HEIGHT * 4 }, () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return (state >> 16) & 255;
  });
  return { width: WIDTH, height: HEIGHT, data };
}

/** `picture` with everything in the rectangle turned to its opposite. */
function covered(picture: Pixels, area: { x: number; y: number; width: number; height: number }): Pixels {
  const data = Uint8ClampedArray.from(picture.data);
  for (let y = area.y; y < area.y + area.height; y++) {
    for (let x = area.x; x < area.x + area.width; x++) {
      for (let c = 0; c < 3; c++) {
        const at = (y * WIDTH + x) * 4 + c;
        data[at] = ((data[at] as number) + 128) % 256;
      }
    }
  }
  return { ...picture, data };
}

/** What one view of a whole frame says, at its own size. */
function leaksInFrame(
  raw: Pixels,
  safe: Pixels | null,
  faces: readonly SeenFace[],
  covered: readonly CoveredArea[],
) {
  return readingOf([viewOf(raw, safe, covered)], [faces]);
}

/** With the bare faces counted, as a reading has them. */
function readingOf(...given: Parameters<typeof leaksIn>) {
  const { bare, ...reading } = leaksIn(...given);
  return { ...reading, bareFaces: bare.length };
}

function viewOf(raw: Pixels, safe: Pixels | null, covered: readonly CoveredArea[] = []): LeakView {
  return {
    x: 0,
    y: 0,
    scale: 1,
    raw: raw as SentPixels,
    safe: safe as SentPixels | null,
    covered,
    chosen: [],
  };
}

test('a covered face reads 0, an untouched one 1', () => {
  const raw = noisy();
  expect(leaksInFrame(raw, covered(raw, COVER), [FACE], [COVER])).toEqual({
    faces: 1,
    uncovered: 0,
    bareFaces: 0,
  });
  expect(leaksInFrame(raw, raw, [FACE], [])).toEqual({ faces: 1, uncovered: 1, bareFaces: 1 });
});

test('a frame covered whole reads 0, whatever faces were in it', () => {
  expect(leaksInFrame(noisy(), null, [FACE, FACE], [])).toEqual({ faces: 2, uncovered: 0, bareFaces: 0 });
});

test('half a face uncovered reads about a half', () => {
  const raw = noisy();
  const half = { x: 0, y: 0, width: 18, height: HEIGHT };
  const reading = leaksInFrame(raw, covered(raw, half), [FACE], [half]);
  expect(reading.uncovered).toBeCloseTo(0.5, 1);
  expect(reading.bareFaces).toBe(1);
});

test('what is bare is measured by the worst face, not hidden by the others', () => {
  const raw = noisy();
  const second = { x: 32, y: 8, width: 12, height: 16, score: 0.8 };
  const reading = leaksInFrame(raw, covered(raw, COVER), [FACE, second], [COVER]);
  expect(reading.bareFaces).toBe(1);
  expect(reading.uncovered).toBeGreaterThan(0.2);
  expect(reading.uncovered).toBeLessThan(0.6);
});

test('a difference of two levels is no cover; of three it is', () => {
  const raw = noisy();
  const shift = (by: number): Pixels => ({
    ...raw,
    data: raw.data.map((v) => (v > 128 ? v - by : v + by)),
  });
  expect(unchanged(raw, shift(2)).every((v) => v === 1)).toBe(true);
  expect(unchanged(raw, shift(3)).every((v) => v === 0)).toBe(true);
});

test('pixels that agree by chance do not count, patches of 3 × 3 do', () => {
  const raw = noisy();
  const safe = covered(raw, { x: 0, y: 0, width: WIDTH, height: HEIGHT });
  const data = Uint8ClampedArray.from(safe.data);
  const keep = (x: number, y: number) => {
    const at = (y * WIDTH + x) * 4;
    data.set(raw.data.subarray(at, at + 4), at);
  };
  keep(20, 20);
  keep(24, 10);
  keep(25, 10);
  expect(unchanged(raw, { ...raw, data }).some((v) => v === 1)).toBe(false);
  for (let y = 5; y < 8; y++) {
    for (let x = 5; x < 8; x++) {
      keep(x, y);
    }
  }
  expect(unchanged(raw, { ...raw, data }).reduce((sum, v) => sum + v, 0)).toBe(9);
});

test('a face that two views show is one; a square shows where in the frame it is', () => {
  const raw = noisy();
  // The whole frame at half its size, and a square of it that begins at (10, 8): the same face, and one that only the square shows.
  const whole = { ...viewOf(raw, raw), scale: 0.5 };
  const square = { ...viewOf(raw, raw), x: 10, y: 8 };
  const face = { x: 10, y: 8, width: 8, height: 8, score: 0.9 };
  const again = { x: 10, y: 8, width: 16, height: 16, score: 0.8 };
  const other = { x: 30, y: 6, width: 12, height: 12, score: 0.7 };
  expect(readingOf([whole, square], [[face], [again]])).toMatchObject({ faces: 1, bareFaces: 1 });
  expect(readingOf([whole, square], [[face], [again, other]])).toMatchObject({ faces: 2, bareFaces: 2 });
  expect(readingOf([whole, square], [[], [again]])).toMatchObject({ faces: 1, bareFaces: 1 });
});

test("of a head that a square cuts nothing is said, but at the frame's own border", () => {
  const raw = noisy();
  const whole = viewOf(raw, raw);
  const square = { ...viewOf(raw, raw), x: 8, scale: 1.5 };
  const cut = { x: 1, y: 10, width: 12, height: 12, score: 0.8 };
  expect(readingOf([whole, square], [[], [cut]])).toMatchObject({ faces: 0 });
  expect(readingOf([whole, { ...square, x: 0 }], [[], [cut]])).toMatchObject({ faces: 1, bareFaces: 1 });
});

test('a face that a person left visible is not counted', () => {
  const raw = noisy();
  const view = { ...viewOf(raw, raw), chosen: [COVER] };
  expect(readingOf([view], [[FACE]])).toEqual({ faces: 0, uncovered: 0, bareFaces: 0 });
});

test('pictures of two different frames are refused, not read', () => {
  expect(() => leaksInFrame(noisy(1), noisy(2), [FACE], [COVER])).toThrow(/nothing can be said/);
  expect(() => unchanged(noisy(), { width: 1, height: 1, data: new Uint8ClampedArray(4) })).toThrow(
    RangeError,
  );
});

const anyFace = fc.record({
  x: fc.integer({ min: -20, max: WIDTH }),
  y: fc.integer({ min: -20, max: HEIGHT }),
  width: fc.integer({ min: 1, max: 60 }),
  height: fc.integer({ min: 1, max: 60 }),
});

test('no more is uncovered than there is, and never less when more is marked', () => {
  fc.assert(
    fc.property(
      anyFace,
      fc.uint8Array({ minLength: WIDTH * HEIGHT, maxLength: WIDTH * HEIGHT, max: 1 }),
      fc.nat(WIDTH * HEIGHT - 1),
      (face, marked, at) => {
        const { inside, uncovered } = countPixels(face, marked, WIDTH, HEIGHT);
        expect(uncovered).toBeLessThanOrEqual(inside);
        marked[at] = 1;
        expect(countPixels(face, marked, WIDTH, HEIGHT).uncovered).toBeGreaterThanOrEqual(uncovered);
      },
    ),
  );
});

const at = (ms: number, bareFaces: number) => ({ timestamp: ms * 1000, bareFaces });

test('a run lasts from the first bare reading to the next clean one', () => {
  expect(longestUncoveredRun([])).toBe(0);
  expect(longestUncoveredRun([at(0, 0), at(1000, 0)])).toBe(0);
  expect(longestUncoveredRun([at(0, 0), at(1000, 1), at(2000, 0)])).toBe(1000);
  expect(longestUncoveredRun([at(0, 1), at(1000, 2), at(2500, 0), at(3000, 1), at(4000, 0)])).toBe(2500);
});

test('a run that is still going on counts up to the last look', () => {
  expect(longestUncoveredRun([at(0, 1)])).toBe(0);
  expect(longestUncoveredRun([at(0, 1), at(700, 1)])).toBe(700);
});

test('a clock that starts again ends the run', () => {
  expect(longestUncoveredRun([at(5000, 1), at(0, 1), at(400, 0)])).toBe(400);
});

test('the longest run is never longer than all the time that was watched', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 0, max: 3 })), { minLength: 1 }),
      (steps) => {
        let time = 0;
        const readings = steps.map(([step, bare]) => {
          time += step;
          return at(time, bare);
        });
        const run = longestUncoveredRun(readings);
        expect(run).toBeGreaterThanOrEqual(0);
        expect(run).toBeLessThanOrEqual(time - (steps[0]?.[0] ?? 0));
      },
    ),
  );
});
