/** The test clips' own truth: what Node works out about a scene needs no browser to be checked. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { BARCODE_LARGEST, barcode, readBarcode } from '../testing/scenes/barcode.ts';
import { TRUE_FACES } from '../testing/scenes/photos.ts';
import { type Scenario, sceneAt } from '../testing/scenes/scenarios.ts';
import { ellipseBox, facesOf } from '../testing/scenes/scene.ts';

function drawBarcode(number: number, width: number, height: number) {
  const data = new Uint8ClampedArray(width * height * 4).fill(128);
  const side = width / 40;
  barcode(number).forEach((white, cell) => {
    for (let y = Math.floor(height - side); y < height; y++) {
      for (let x = Math.floor(cell * side); x < (cell + 1) * side; x++) {
        data.fill(white ? 235 : 20, (y * width + x) * 4, (y * width + x) * 4 + 3);
      }
    }
  });
  return { width, height, data };
}

test('a barcode is read back at any size', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: BARCODE_LARGEST }),
      fc.constantFrom([640, 480], [320, 240], [1280, 720], [500, 375]),
      (number, [width = 0, height = 0]) => {
        expect(readBarcode(drawBarcode(number, width, height))).toBe(number);
      },
    ),
    { numRuns: 40 },
  );
});

test('a covered or broken barcode is not read', () => {
  const grey = { width: 640, height: 480, data: new Uint8ClampedArray(640 * 480 * 4).fill(128) };
  expect(readBarcode(grey)).toBeNull();
  const black = { width: 640, height: 480, data: new Uint8ClampedArray(640 * 480 * 4) };
  expect(readBarcode(black)).toBeNull();
  const oneBitOff = drawBarcode(77, 640, 480);
  for (let y = 464; y < 480; y++) {
    oneBitOff.data.fill(235, (y * 640 + 2 * 16) * 4, (y * 640 + 3 * 16) * 4);
  }
  expect(readBarcode(oneBitOff)).toBeNull();
  expect(() => barcode(BARCODE_LARGEST + 1)).toThrow(RangeError);
});

test('the box about a turned ellipse holds it and is no larger than need be', () => {
  const upright = ellipseBox({ x: 10, y: 20, width: 6, height: 8, roll: 0 });
  expect(upright).toEqual({ x: 7, y: 16, width: 6, height: 8 });
  const lying = ellipseBox({ x: 10, y: 20, width: 6, height: 8, roll: 90 });
  expect(lying.width).toBeCloseTo(8);
  expect(lying.height).toBeCloseTo(6);
});

test('a face behind a head in front, or outside the picture, is not visible', () => {
  const faces = facesOf({
    width: 640,
    height: 480,
    people: [
      { face: 6, x: 300, y: 200, height: 100 },
      { face: 7, x: 305, y: 205, height: 120 },
      { face: 8, x: 0, y: 200, height: 100 },
      { face: 9, x: -200, y: 200, height: 100 },
    ],
  });
  expect(faces[0]?.visible).toBeLessThan(0.1);
  expect(faces[1]?.visible).toBe(1);
  expect(faces[2]?.visible).toBeCloseTo(0.5, 1);
  expect(faces[3]?.visible).toBe(0);
});

const seen = (scenario: Scenario, time: number) =>
  facesOf(sceneAt(scenario, { width: 640, height: 480, time, seconds: 10 })).filter(
    (face) => face.visible > 1 / 3,
  );

test('in the group, faces overlap, one leaves and returns', () => {
  expect(seen('group', 0)).toHaveLength(4);
  const counts = Array.from({ length: 100 }, (_, i) => seen('group', i / 10).length);
  expect(Math.min(...counts)).toBeLessThan(4);
  expect(seen('group', 9.9)).toHaveLength(4);
});

test('sixteen are all in the picture at any time', () => {
  for (let time = 0; time < 10; time += 0.5) {
    const faces = seen('sixteen', time);
    expect(faces).toHaveLength(16);
    expect(faces.every((face) => face.visible > 0.95)).toBe(true);
    expect(faces.every((face) => face.box.y + face.box.height < 480 - 16)).toBe(true);
  }
});

test('nobody is there first, then someone comes in', () => {
  expect(seen('empty-then-one', 3.9)).toHaveLength(0);
  expect(seen('empty-then-one', 7)).toHaveLength(1);
});

test('every photograph has its faces', () => {
  expect(TRUE_FACES).toHaveLength(22);
  expect([1, 2, 3, 4, 5, 6].map((photo) => TRUE_FACES.filter((f) => f.photo === photo).length)).toEqual([
    3, 3, 3, 4, 5, 4,
  ]);
});
