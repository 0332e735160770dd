/** What the modifier's crops go through before they are seen: seam and memory. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { box, type FramePx, point } from '../../../base/geometry.ts';
import { generator } from '../../../models/modifier/random.ts';
import { learnedCover } from '../../cover/learned-cover.ts';
import type { Alignment } from '../../face.ts';
import { FADE, FaceMemory, FORGET, MOVED } from './memory.ts';
import { MOST, matchSeam, seamOf } from './seam.ts';
import { evenTint, NOT_SKIN } from './tint.ts';

const SIDE = 64;

function aligned(key = 1): Alignment {
  return {
    key,
    track: key,
    centre: point<FramePx>(200, 150),
    side: 200,
    angle: 0.4,
    sighting: { box: box<FramePx>(150, 105, 100, 100), landmarks: [] },
  };
}

const flat = (value: number) => new Float32Array(SIDE * SIDE * 3).fill(value);

function seam() {
  const cover = learnedCover(aligned(), aligned().sighting);
  if (!cover) {
    throw new Error('no cover');
  }
  return seamOf(cover, aligned(), SIDE);
}

test('at the seam the colours of frame and network meet, in the middle the network’s stay', () => {
  const after = flat(0.5);
  matchSeam(flat(0.58), after, seam());
  const { inside, share } = seam();
  let border = 0;
  for (let p = 0; p < inside.length; p++) {
    if (inside[p] && (share[p] as number) > 0.97) {
      border += 1;
      expect(after[p * 3]).toBeCloseTo(0.58, 2);
    }
  }
  expect(border).toBeGreaterThan(10);
  expect(after[(SIDE / 2) * SIDE * 3 + (SIDE / 2) * 3]).toBeCloseTo(0.5, 5);
});

test('nothing of the core of the frame gets into the network’s picture', () => {
  const { inside } = seam();
  const frame = flat(0.5);
  const other = frame.map((v, i) => (inside[Math.floor(i / 3)] ? (i % 7) / 7 : v));
  const [a, b] = [flat(0.5), flat(0.5)];
  matchSeam(frame, a, seam());
  matchSeam(other, b, seam());
  expect(b).toEqual(a);
});

test('a correction is limited, and stays within the range of colours', () => {
  const after = flat(0.1);
  matchSeam(flat(1), after, seam());
  expect(Math.max(...after)).toBeCloseTo(0.1 + MOST, 5);
  const dark = flat(0.05);
  matchSeam(flat(0), dark, seam());
  expect(Math.min(...dark)).toBeGreaterThanOrEqual(0);
});

describe('the tint', () => {
  const SKIN = [0.6, 0.45, 0.36] as const;
  type Colour = readonly [number, number, number];
  /** Skin, with some rows of another colour at the top of the core. */
  function withBand(colour: Colour, row = 12): { picture: Float32Array; at: number } {
    const picture = flat(0).map((_, i) => SKIN[i % 3] as number);
    for (let p = row * SIDE; p < (row + 3) * SIDE; p++) {
      picture.set(colour, p * 3);
    }
    return { picture, at: ((row + 1) * SIDE + SIDE / 2) * 3 };
  }
  const evened = (colour: Colour, row?: number) => {
    const { picture, at } = withBand(colour, row);
    evenTint(picture, seam());
    return [...picture.subarray(at, at + 3)];
  };

  test('of a greenish band becomes that of the skin, at its own brightness', () => {
    const band: Colour = [0.5, 0.48, 0.4];
    const [r = 0, g = 0, b = 0] = evened(band);
    expect(r + g + b).toBeCloseTo(band[0] + band[1] + band[2], 3);
    expect(r / g).toBeGreaterThan(1.2);
    expect(r / b).toBeGreaterThan(1.4);
  });

  test.each<[string, Colour, number?]>([
    ['a redder colour: lips', [0.6, 0.35, 0.33]],
    ['what is far from skin', [0.3, 0.3 + NOT_SKIN, 0.6]],
    ['the middle, where the eyes are', [0.5, 0.48, 0.4], 31],
  ])('leaves %s as it is', (_, colour, row) => {
    evened(colour, row).forEach((value, c) => {
      expect(value).toBeCloseTo(colour[c as 0], 5);
    });
  });

  test('keeps every picture’s brightness, and colours in their range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const before = flat(0).map(generator(seed));
        const after = before.slice();
        evenTint(after, seam());
        expect(after.every((value) => value >= 0 && value <= 1)).toBe(true);
        const sum = (values: Float32Array) => values.reduce((all, value) => all + value, 0);
        expect(sum(after) / sum(before)).toBeCloseTo(1, 2);
      }),
      { numRuns: 20 },
    );
  });

  test('of black is no number less', () => {
    const black = flat(0);
    evenTint(black, seam());
    expect(black).toEqual(flat(0));
  });
});

test('a small difference is steadied by the earlier output, a large one is taken as it is', () => {
  const memory = new FaceMemory();
  memory.smooth(1, flat(0.5), 0);
  const near = flat(0.51);
  memory.smooth(1, near, 33_333);
  const share = (0.51 - (near[0] as number)) / 0.01;
  expect(share).toBeGreaterThan(0.9 * Math.exp(-0.033 / FADE));
  expect(share).toBeLessThanOrEqual(Math.exp(-0.033 / FADE));
  const far = flat(0.52 + MOVED);
  memory.smooth(1, far, 66_666);
  expect(far[0]).toBeCloseTo(0.52 + MOVED, 5);
});

test('another face, an earlier time and a long gap bring nothing back', () => {
  for (const [key, timestamp] of [
    [2, 33_333],
    [1, -1],
    [1, FORGET],
  ] as const) {
    const memory = new FaceMemory();
    memory.smooth(1, flat(0.5), 0);
    const picture = flat(0.51);
    memory.smooth(key, picture, timestamp);
    expect(picture).toEqual(flat(0.51));
  }
});

test('faces that are gone are forgotten', () => {
  const memory = new FaceMemory();
  for (let key = 0; key < 500; key++) {
    memory.smooth(key, new Float32Array(3), key * 33_333);
  }
  expect(memory.size).toBeLessThanOrEqual(65);
});
