import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boxInPicture, letterbox } from './letterbox.ts';

test('a wide picture lies in the middle of its square', () => {
  expect(letterbox(640, 480, 256)).toEqual({ scale: 0.4, left: 0, top: 32, width: 256, height: 192 });
  expect(letterbox(480, 640, 256)).toMatchObject({ left: 32, top: 0 });
});

test('a box in the grey beside the picture is nowhere; one over its border is cut', () => {
  const place = letterbox(640, 480, 256);
  const picture = { width: 640, height: 480 };
  expect(boxInPicture({ x: 10, y: 0, width: 50, height: 30 }, place, picture)).toBeNull();
  expect(boxInPicture({ x: 40, y: 20, width: 40, height: 52 }, place, picture)).toEqual({
    x: 100,
    y: 0,
    width: 100,
    height: 100,
  });
});

test('a box of the picture comes back from the square', () => {
  const side = fc.integer({ min: 20, max: 2000 });
  const share = fc.double({ min: 0, max: 0.5, noNaN: true });
  fc.assert(
    fc.property(side, side, share, share, (width, height, x, y) => {
      const place = letterbox(width, height, 256);
      const box = { x: x * width, y: y * height, width: width / 3, height: height / 3 };
      const back = boxInPicture(
        {
          x: box.x * place.scale + place.left,
          y: box.y * place.scale + place.top,
          width: box.width * place.scale,
          height: box.height * place.scale,
        },
        place,
        { width, height },
      );
      expect(back?.x).toBeCloseTo(box.x, 5);
      expect(back?.height).toBeCloseTo(box.height, 5);
    }),
  );
});
