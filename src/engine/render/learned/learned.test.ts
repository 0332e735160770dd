/** What the modifier's crops go through before they are seen: seam and memory. */
import { expect, test } from 'vitest';
import type { Alignment } from '../../face.ts';
import { box, type FramePx, point } from '../../geometry.ts';
import { learnedCover } from '../../warp/aligned.ts';
import { FADE, FaceMemory, FORGET, MOVED } from './memory.ts';
import { MOST, matchSeam, seamOf } from './seam.ts';

const SIDE = 64;

function aligned(key = 1): Alignment {
  return {
    key,
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

test('a small difference is steadied by the earlier output, a large one is taken as it is', () => {
  const memory = new FaceMemory();
  memory.steady(1, flat(0.5), 0);
  const near = flat(0.51);
  memory.steady(1, near, 33_333);
  const share = (0.51 - (near[0] as number)) / 0.01;
  expect(share).toBeGreaterThan(0.9 * Math.exp(-0.033 / FADE));
  expect(share).toBeLessThanOrEqual(Math.exp(-0.033 / FADE));
  const far = flat(0.52 + MOVED);
  memory.steady(1, far, 66_666);
  expect(far[0]).toBeCloseTo(0.52 + MOVED, 5);
});

test('another face, an earlier time and a long gap bring nothing back', () => {
  for (const [key, timestamp] of [
    [2, 33_333],
    [1, -1],
    [1, FORGET],
  ] as const) {
    const memory = new FaceMemory();
    memory.steady(1, flat(0.5), 0);
    const picture = flat(0.51);
    memory.steady(key, picture, timestamp);
    expect(picture).toEqual(flat(0.51));
  }
});

test('faces that are gone are forgotten', () => {
  const memory = new FaceMemory();
  for (let key = 0; key < 500; key++) {
    memory.steady(key, new Float32Array(3), key * 33_333);
  }
  expect(memory.size).toBeLessThanOrEqual(65);
});
