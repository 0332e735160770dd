import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Pixels } from '../../base/sample.ts';
import { inFrame, type Picture, pictureOf } from './picture.ts';

/** Black, with a rectangle of one colour. */
function marked(
  width: number,
  height: number,
  mark: { x: number; y: number; width: number; height: number },
): Pixels {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = mark.y; y < mark.y + mark.height; y++) {
    for (let x = mark.x; x < mark.x + mark.width; x++) {
      data.set([240, 120, 60, 255], (y * width + x) * 4);
    }
  }
  return { width, height, data };
}

/** Bounds of what is not black. */
function boundsIn({ width, height, data }: Picture) {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((data[(y * width + x) * 4] as number) > 0) {
        left = Math.min(left, x);
        right = Math.max(right, x + 1);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y + 1);
      }
    }
  }
  return { score: 1, points: [], x: left, y: top, width: right - left, height: bottom - top };
}

test('what lies in the picture is found in the frame again, turned or not, at any size', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 40, max: 400 }),
      fc.integer({ min: 40, max: 400 }),
      fc.constantFrom(64, 128, 320),
      fc.boolean(),
      fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99), fc.nat(99)),
      (width, height, side, turned, [a, b, c, d]) => {
        const x = Math.floor((a / 100) * (width - 20));
        const y = Math.floor((b / 100) * (height - 20));
        const mark = {
          x,
          y,
          width: 20 + Math.floor((c / 100) * (width - 20 - x)),
          height: 20 + Math.floor((d / 100) * (height - 20 - y)),
        };
        const picture = pictureOf(marked(width, height, mark), side, { turned });
        expect([picture.width % 32, picture.height % 32]).toEqual([0, 0]);
        expect(Math.max(picture.width, picture.height)).toBe(side);
        const found = inFrame(boundsIn(picture), picture);
        for (const key of ['x', 'y', 'width', 'height'] as const) {
          expect(Math.abs(found[key] - mark[key])).toBeLessThanOrEqual(2 * picture.scale + 1);
        }
      },
    ),
  );
});

test('a picture pixel is the mean of what it shows; beyond the frame it is black', () => {
  const frame = marked(96, 40, { x: 0, y: 0, width: 1, height: 40 });
  const { data, width, height } = pictureOf(frame, 32);
  expect([width, height]).toEqual([32, 32]);
  expect([...data.subarray(0, 3)]).toEqual([80, 40, 20]);
  expect(data.subarray(14 * 32 * 4).every((value) => value === 0)).toBe(true);
});

test('in the margins a face that the border cuts is completed by its reflection', () => {
  const frame = marked(128, 96, { x: 0, y: 40, width: 10, height: 20 });
  const picture = pictureOf(frame, 192, { margin: 32 });
  expect([picture.width, picture.height]).toEqual([192, 160]);
  expect(inFrame(boundsIn(picture), picture)).toMatchObject({ x: -10, y: 40, width: 20, height: 20 });
});

test('a frame of the size that is wanted is its own picture', () => {
  const frame = marked(64, 32, { x: 5, y: 6, width: 20, height: 10 });
  const picture = pictureOf(frame, 64);
  expect(picture.data).toBe(frame.data);
  expect(picture).toMatchObject({ width: 64, height: 32, scale: 1, margin: 0, turnedHeight: null });
  // Made anew, it is the same, but for the byte that says nothing.
  const turned = pictureOf(frame, 64, { turned: true });
  expect(inFrame(boundsIn(turned), turned)).toMatchObject({ x: 5, y: 6, width: 20, height: 10 });
  expect(pictureOf(marked(64, 33, { x: 0, y: 0, width: 1, height: 1 }), 64).height).toBe(64);
});
