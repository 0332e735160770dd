import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { type FramePx, point } from '../../../base/geometry.ts';
import type { Pixels } from '../../../base/sample.ts';
import { COVER_EXPONENT } from '../../../base/superellipse.ts';
import type { Cover } from '../../face.ts';
import { composite } from './composite.ts';
import { Compositor } from './compositor.ts';

const WIDTH = 90;
const HEIGHT = 70;

/** Whatever lies in it, its last byte too. */
function pictureOf(): Pixels {
  const data = Uint8ClampedArray.from({ length: WIDTH * HEIGHT * 4 }, (_, i) => (i * 97 + (i >> 7)) % 256);
  return { width: WIDTH, height: HEIGHT, data };
}

const side = 64;
const crop = {
  side,
  rgba: Float32Array.from({ length: side * side * 4 }, (_, i) => (i % 4 === 3 ? 1 : ((i * 31) % 101) / 100)),
};

const covers: fc.Arbitrary<Cover> = fc.record({
  centre: fc
    .record({
      x: fc.double({ min: -40, max: 130, noNaN: true }),
      y: fc.double({ min: -40, max: 110, noNaN: true }),
    })
    .map(({ x, y }) => point<FramePx>(x, y)),
  width: fc.double({ min: 1, max: 160, noNaN: true }),
  height: fc.double({ min: 1, max: 160, noNaN: true }),
  angle: fc.double({ min: -4, max: 4, noNaN: true }),
  exponent: fc.constantFrom(2, COVER_EXPONENT, 6),
  feather: fc.constantFrom(0, 0.12, 0.5),
});

test('the kernel draws what plain TypeScript draws: the same pixels, a few levels apart at most', () => {
  const fast = new Compositor();
  fc.assert(
    fc.property(covers, fc.constantFrom(0, 0.4, 1), (cover, plain) => {
      const [one, other, before] = [pictureOf(), pictureOf(), pictureOf()];
      composite(one, cover, crop, undefined, [], plain);
      fast.draw(other, cover, crop, undefined, [], plain);
      for (let i = 0; i < one.data.length; i++) {
        const [wanted, drawn] = [one.data[i] as number, other.data[i] as number];
        if (Math.abs(wanted - drawn) > 3 || (i % 4 === 3 && drawn !== before.data[i])) {
          expect([i, drawn]).toEqual([i, wanted]);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('a cover that is larger than what is worked on at once is drawn whole', () => {
  const width = 1500;
  const height = 900;
  const blank = () => ({ width, height, data: new Uint8ClampedArray(width * height * 4).fill(200) });
  const cover = {
    centre: point<FramePx>(700, 450),
    width: 1200,
    height: 800,
    angle: 0.3,
    exponent: COVER_EXPONENT,
    feather: 0.1,
  };
  const [one, other] = [blank(), blank()];
  composite(one, cover, crop);
  new Compositor().draw(other, cover, crop);
  expect(one.data.every((value, i) => Math.abs(value - (other.data[i] as number)) <= 3)).toBe(true);
});

test('without SIMD the same is drawn', () => {
  vi.spyOn(console, 'info').mockReturnValue();
  vi.spyOn(WebAssembly, 'Module').mockImplementation(() => {
    throw new Error('no SIMD');
  });
  const cover = {
    centre: point<FramePx>(45, 35),
    width: 60,
    height: 50,
    angle: 0,
    exponent: COVER_EXPONENT,
    feather: 0.1,
  };
  const [one, other] = [pictureOf(), pictureOf()];
  composite(one, cover, crop);
  new Compositor().draw(other, cover, crop);
  expect(other.data).toEqual(one.data);
  vi.restoreAllMocks();
});
