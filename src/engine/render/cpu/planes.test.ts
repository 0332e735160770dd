import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PixelArea } from '../../../base/geometry.ts';
import type { Pixels } from '../../../base/sample.ts';
import { wholeOf } from './composite.ts';
import { PlaneWriter } from './planes.ts';

type Colour = readonly number[];
type Formula = (colour: Colour) => number;

const sum =
  (floor: number, ...shares: number[]): Formula =>
  (colour) =>
    shares.reduce((all, share, i) => all + share * (colour[i] as number), floor);

/** As the standards have them, in fractions: luma and the two chromas of levels from 0 to 255. */
const STANDARDS: readonly { readonly colours: VideoColorSpaceInit; readonly formulas: readonly Formula[] }[] =
  [
    {
      colours: { matrix: 'smpte170m', fullRange: false },
      formulas: [
        sum(16, 0.25679, 0.50413, 0.09791),
        sum(128, -0.14822, -0.29099, 0.43922),
        sum(128, 0.43922, -0.36779, -0.07143),
      ],
    },
    {
      colours: { matrix: 'bt709', fullRange: false },
      formulas: [
        sum(16, 0.18259, 0.61423, 0.06201),
        sum(128, -0.10064, -0.33857, 0.43922),
        sum(128, 0.43922, -0.39894, -0.04027),
      ],
    },
    {
      colours: { matrix: 'bt709', fullRange: true },
      formulas: [
        sum(0, 0.2126, 0.7152, 0.0722),
        sum(128, -0.11457, -0.38543, 0.5),
        sum(128, 0.5, -0.45415, -0.04585),
      ],
    },
  ];

function wanted({ width, height, data }: Pixels, formulas: readonly Formula[]): number[] {
  const at = (x: number, y: number) => [0, 1, 2].map((c) => data[(y * width + x) * 4 + c] as number);
  const [luma, ...chromas] = formulas as [Formula, ...Formula[]];
  const all: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      all.push(luma(at(x, y)));
    }
  }
  for (const chroma of chromas) {
    for (let y = 0; y < height; y += 2) {
      for (let x = 0; x < width; x += 2) {
        const four = [at(x, y), at(x + 1, y), at(x, y + 1), at(x + 1, y + 1)].map(chroma);
        all.push(Math.min(255, four.reduce((sum, value) => sum + value, 0) / 4));
      }
    }
  }
  return all;
}

function drawn(width: number, height: number, seed: number): Pixels {
  let state = seed;
  const data = Uint8ClampedArray.from({ length: width * height * 4 }, () => {
    state = (state * 48271) % (2 ** 31 - 1);
    // Ends of the range as often as what lies between.
    return state % 3 === 0 ? 255 * (state % 2) : state % 256;
  });
  return { width, height, data };
}

const sizes = fc.constantFrom<[number, number]>([8, 2], [16, 6], [640, 210], [72, 40]);
const seeds = fc.integer({ min: 1, max: 2 ** 31 - 2 });

test('any picture becomes what the standards say, to less than a level, also in several bands', () => {
  const writer = new PlaneWriter();
  fc.assert(
    fc.property(sizes, seeds, fc.constantFrom(...STANDARDS), ([width, height], seed, standard) => {
      const picture = drawn(width, height, seed);
      const planes = new Uint8Array(width * height * 1.5);
      writer.write(picture, wholeOf(picture), planes, standard.colours);
      const right = wanted(picture, standard.formulas);
      const apart = right.map((value, i) => Math.abs(value - (planes[i] as number)));
      expect(apart.reduce((most, value) => Math.max(most, value))).toBeLessThan(0.6);
    }),
    { numRuns: 20 },
  );
});

test('a part is written as if it were of the whole, and nothing beside it', () => {
  const writer = new PlaneWriter();
  const colours = { matrix: 'bt709', fullRange: false } as const;
  const [width, height] = [96, 48];
  const within = (most: number, step: number) =>
    fc
      .tuple(fc.nat(most / step - 1), fc.nat(most / step - 1))
      .map(([a, b]) => [Math.min(a, b) * step, (Math.max(a, b) + 1) * step] as const);
  fc.assert(
    fc.property(within(width, 8), within(height, 2), seeds, ([left, right], [top, bottom], seed) => {
      const picture = drawn(width, height, seed);
      const whole = new Uint8Array(width * height * 1.5);
      writer.write(picture, wholeOf(picture), whole, colours);
      const part = new Uint8Array(whole.length).fill(77);
      writer.write(picture, { left, top, right, bottom }, part, colours);
      const inside = (x: number, y: number) => x >= left && x < right && y >= top && y < bottom;
      const luma = width * height;
      part.forEach((level, i) => {
        const chroma = (i - luma) % (luma / 4);
        const [x, y] =
          i < luma
            ? [i % width, Math.floor(i / width)]
            : [(chroma % (width / 2)) * 2, Math.floor(chroma / (width / 2)) * 2];
        if (level !== (inside(x, y) ? whole[i] : 77)) {
          throw new Error(`${i}: ${level} at ${x}, ${y}`);
        }
      });
    }),
    { numRuns: 20 },
  );
});

test('black, white and red have the levels that the standard gives', () => {
  const colours = [
    [0, 0, 0, 16, 128, 128],
    [255, 255, 255, 235, 128, 128],
    [255, 0, 0, 81, 90, 240],
  ];
  for (const [r = 0, g = 0, b = 0, ...levels] of colours) {
    const data = Uint8ClampedArray.from({ length: 8 * 2 * 4 }, (_, i) => [r, g, b, 255][i % 4] as number);
    const planes = new Uint8Array(24);
    const all = { left: 0, top: 0, right: 8, bottom: 2 };
    new PlaneWriter().write({ width: 8, height: 2, data }, all, planes, { matrix: 'smpte170m' });
    expect([planes[0], planes[16], planes[20]]).toEqual(levels);
  }
});

test('parts that it cannot halve, or that do not fill its registers, are refused', () => {
  const picture = drawn(64, 16, 1);
  const planes = new Uint8Array(64 * 16 * 1.5);
  const whole = wholeOf(picture);
  for (const part of [
    { left: 4 },
    { top: 1 },
    { right: 60 },
    { bottom: 15 },
    { right: 72 },
    { bottom: 18 },
  ]) {
    const area: PixelArea = { ...whole, ...part };
    expect(() => new PlaneWriter().write(picture, area, planes, {})).toThrow(RangeError);
  }
});
