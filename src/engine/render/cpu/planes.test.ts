import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlaneWriter } from './planes.ts';

/** BT.601 as it is defined, in fractions. */
function wanted(width: number, height: number, data: Uint8ClampedArray): number[] {
  const at = (x: number, y: number) => [0, 1, 2].map((c) => data[(y * width + x) * 4 + c] as number);
  const luma = ([r = 0, g = 0, b = 0]: number[]) => 16 + 0.25679 * r + 0.50413 * g + 0.09791 * b;
  const chromas = [
    ([r = 0, g = 0, b = 0]: number[]) => 128 - 0.14822 * r - 0.29099 * g + 0.43922 * b,
    ([r = 0, g = 0, b = 0]: number[]) => 128 + 0.43922 * r - 0.36779 * g - 0.07143 * b,
  ];
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
        all.push(four.reduce((sum, value) => sum + value, 0) / 4);
      }
    }
  }
  return all;
}

test('any picture becomes what BT.601 says, to a level and a little, also in several bands', () => {
  const writer = new PlaneWriter();
  fc.assert(
    fc.property(
      fc.constantFrom([8, 2], [16, 6], [640, 210], [72, 40]),
      fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      ([width = 0, height = 0], seed) => {
        let state = seed;
        const data = Uint8ClampedArray.from({ length: width * height * 4 }, () => {
          state = (state * 48271) % (2 ** 31 - 1);
          // Ends of the range as often as what lies between.
          return state % 3 === 0 ? 255 * (state % 2) : state % 256;
        });
        const planes = new Uint8Array(writer.write({ width, height, data }) as ArrayBuffer);
        const right = wanted(width, height, data);
        expect(planes.length).toBe(right.length);
        const apart = right.reduce(
          (most, value, i) => Math.max(most, Math.abs(value - (planes[i] as number))),
          0,
        );
        expect(apart).toBeLessThan(1.2);
      },
    ),
    { numRuns: 12 },
  );
});

test('black, white and red have the levels that the standard gives', () => {
  const colours = [
    [0, 0, 0, 16, 128, 128],
    [255, 255, 255, 235, 128, 128],
    [255, 0, 0, 82, 90, 240],
  ];
  for (const [r = 0, g = 0, b = 0, ...levels] of colours) {
    const data = Uint8ClampedArray.from({ length: 8 * 2 * 4 }, (_, i) => [r, g, b, 255][i % 4] as number);
    const planes = new Uint8Array(new PlaneWriter().write({ width: 8, height: 2, data }) as ArrayBuffer);
    expect([planes[0], planes[16], planes[20]]).toEqual(levels);
  }
});

test('sides that it cannot halve, or that do not fill its registers, are left to others', () => {
  const writer = new PlaneWriter();
  for (const [width, height] of [
    [12, 2],
    [8, 3],
  ] as const) {
    expect(writer.write({ width, height, data: new Uint8ClampedArray(width * height * 4) })).toBeNull();
  }
});
