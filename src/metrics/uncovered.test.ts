import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unchanged } from './uncovered.ts';

/** The pixel and its neighbours, as far as the picture goes. */
function around(at: number, width: number, height: number): readonly number[] {
  const [x, y] = [at % width, Math.floor(at / width)];
  return [-1, 0, 1].flatMap((dy) =>
    [-1, 0, 1]
      .filter((dx) => x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height)
      .map((dx) => (y + dy) * width + x + dx),
  );
}

test('a pixel is unchanged where it is near one all of whose neighbours are the same, and nowhere else', () => {
  const sides = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(
      sides,
      sides,
      fc.array(fc.nat(5), { minLength: 81, maxLength: 81 }),
      (width, height, drawn) => {
        const same = drawn.slice(0, width * height).map((n) => n > 0);
        const picture = (differs: number) => ({
          width,
          height,
          data: Uint8ClampedArray.from(same.flatMap((is) => [9, is ? 9 : differs, 9, 255])),
        });
        const whole = same.map((_, at) => around(at, width, height).every((near) => same[near]));
        const wanted = same.map((_, at) => (around(at, width, height).some((near) => whole[near]) ? 1 : 0));
        expect([...unchanged(picture(9), picture(99))]).toEqual(wanted);
      },
    ),
  );
});
