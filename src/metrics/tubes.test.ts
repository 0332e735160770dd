import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FoundBox } from './detection.ts';
import { linkTubes, type Tube, tubeIou, videoMeanAveragePrecision } from './tubes.ts';

const box = (x: number, width = 10) => ({ x, y: 0, width, height: 10 });
const tube = (from: number, to: number, x = 0): Tube =>
  new Map(Array.from({ length: to - from }, (_, i) => [from + i, box(x)]));
const found = (x: number, score: number, label = 'run'): FoundBox => ({ ...box(x), score, label });

test('a tube’s overlap is that of its boxes over all frames that either has', () => {
  expect(tubeIou(tube(0, 4), tube(0, 4))).toBe(1);
  // Half of the frames, the other half only one has.
  expect(tubeIou(tube(0, 2), tube(0, 4))).toBe(0.5);
  // Shifted by half a width: a third, in every frame.
  expect(tubeIou(tube(0, 4), tube(0, 4, 5))).toBeCloseTo(1 / 3, 10);
  expect(tubeIou(tube(0, 2), tube(2, 4))).toBe(0);
  expect(tubeIou(new Map(), new Map())).toBe(0);
});

test('boxes are linked to those that they overlap, over short gaps; each is in one tube', () => {
  const frames = [
    [found(0, 0.9), found(100, 0.5)],
    [found(102, 0.7), found(1, 0.5)],
    [],
    [found(2, 0.7), found(3, 0.9, 'jump')],
  ];
  const tubes = linkTubes(frames, 'run');
  expect(tubes.map(({ boxes }) => [...boxes].map(([frame, { x }]) => [frame, x]))).toEqual([
    [
      [0, 0],
      [1, 1],
      [3, 2],
    ],
    [
      [1, 102],
      [0, 100],
    ],
  ]);
  expect(tubes[0]?.score).toBeCloseTo(0.7, 10);
  expect(linkTubes([[found(0, 1)], [], [], [], [found(0, 1)]], 'run')).toHaveLength(2);
});

test('video mAP: half of the frames found reach the threshold, less does not; a second find of a tube is a false alarm', () => {
  const truth = [{ label: 'run', boxes: tube(0, 4) }];
  const whole = Array.from({ length: 4 }, () => [found(0, 0.9)]);
  const map = (frames: readonly (readonly FoundBox[])[]) =>
    videoMeanAveragePrecision([{ truth, frames }], ['run', 'jump']).mAP;
  expect(map(whole)).toBe(1);
  expect(map([...whole.slice(0, 2), [], []])).toBe(1);
  expect(map([...whole.slice(0, 1), [], [], []])).toBe(0);
  expect(map(whole.map((boxes) => [found(60, 0.95), ...boxes]))).toBe(0.5);
  expect(videoMeanAveragePrecision([{ truth, frames: whole }], ['jump']).mAP).toBeNaN();
});

test('whatever is found: no box is in two tubes, and a perfect detector has 1', () => {
  const frame = fc.array(
    fc.record({ x: fc.integer({ min: 0, max: 60 }), score: fc.double({ min: 0, max: 1, noNaN: true }) }),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 8 }), (given) => {
      const frames = given.map((boxes) => boxes.map(({ x, score }) => found(x, score)));
      const boxes = linkTubes(frames, 'run').flatMap((one) => [...one.boxes.values()]);
      expect(new Set(boxes).size).toBe(boxes.length);
    }),
  );
});
