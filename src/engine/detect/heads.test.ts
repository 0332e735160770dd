import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Pixels } from '../../base/sample.ts';
import type { Candidate } from '../../models/face-detector/candidates.ts';
import { JOINTS, type Pose } from '../../models/pose/decode.ts';
import type { PoseNetwork } from '../../models/pose/detector.ts';
import { facesOf, type Person, peopleOf, poseIn, soleHead } from './heads.ts';

const body = (x: number, score: number): Candidate => ({
  x,
  y: 50,
  width: 100,
  height: 300,
  score,
  points: [],
});
const headIn = (x: number) => ({ x: x + 20, y: 50, width: 60, height: 60 });
const person = (x: number, score = 0.7, hasHead = true): Person => ({
  body: body(x, score),
  head: hasHead ? headIn(x) : null,
});
const nowhere = Object.fromEntries(JOINTS.map((name) => [name, { x: 0, y: 0, score: 0 }])) as Pose;

test('one person has a head, or nothing is said', () => {
  expect(soleHead([person(0)])).toMatchObject({ ...headIn(0), score: 0.7 });
  expect(soleHead([person(0, 0.49)])).toBeNull();
  expect(soleHead([person(0, 0.7, false)])).toBeNull();
  expect(soleHead([])).toBeNull();
});

test('the same person found again changes nothing; somebody else, however doubtful, does', () => {
  expect(soleHead([person(10, 0.4), person(0), person(5, 0.3, false)])).toMatchObject(headIn(0));
  expect(soleHead([person(0), person(200, 0.3, false)])).toBeNull();
  expect(soleHead([person(0), person(45, 0.3)])).toBeNull();
});

test('who stands behind somebody seated is somebody else, whatever joints were read there', () => {
  const seated: Person = {
    body: { ...body(0, 0.8), y: 300 },
    head: { x: 20, y: 300, width: 60, height: 60 },
  };
  const behind = { ...body(0, 0.4), y: 40, height: 600 };
  expect(soleHead([seated])).not.toBeNull();
  expect(soleHead([seated, { body: behind, head: null }])).toBeNull();
  expect(soleHead([seated, { body: behind, head: seated.head }])).toBeNull();
});

test('where a head is told it lies in every body', () => {
  const people = fc.array(
    fc.record({
      x: fc.integer({ min: 0, max: 200 }),
      score: fc.double({ min: 0.3, max: 1, noNaN: true }),
      hasHead: fc.boolean(),
    }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(people, (drawn) => {
      const all = drawn.map(({ x, score, hasHead }) => person(x, score, hasHead));
      const head = soleHead(all);
      if (head) {
        const x = head.x + head.width / 2;
        expect(all.every(({ body }) => x >= body.x && x <= body.x + body.width)).toBe(true);
      }
    }),
  );
});

test('nobody is looked at among very many', () => {
  const bodies = Array.from({ length: 9 }, (_, i) => body(i * 100, 0.9));
  expect(peopleOf(bodies, () => nowhere)).toEqual([]);
  expect(peopleOf(bodies.slice(1), () => nowhere)).toHaveLength(8);
});

const find = (x: number, side = 40) => ({ box: { x, y: 60, width: side, height: side } });

test('of the finds in a head the best is its face, unless a confirmed one is', () => {
  const [hand, face, worse] = [find(300), find(30), find(34)];
  expect([...facesOf([person(0)], [], [hand, face, worse])]).toEqual([face]);
  expect(facesOf([person(0)], [find(28)], [face]).size).toBe(0);
  expect(facesOf([person(0, 0.7, false)], [], [face]).size).toBe(0);
  // An eye is not the face, nor is a whole body.
  expect(facesOf([person(0)], [], [find(45, 10), find(10, 90)]).size).toBe(0);
});

test('a body’s joints are told in the frame’s pixels, beyond its border too', () => {
  const frame: Pixels = { width: 640, height: 480, data: new Uint8ClampedArray(640 * 480 * 4).fill(200) };
  const shown: number[] = [];
  const network: PoseNetwork = {
    find: (pixels, width, height) => {
      shown.push(width, height, pixels[0] as number, pixels[(96 * 192 + 96) * 4] as number);
      return { ...nowhere, nose: { x: 96, y: 96, score: 1 } };
    },
  };
  const { nose } = poseIn(frame, { x: -50, y: -50, width: 200, height: 320 }, network);
  expect(nose.x).toBeCloseTo(50, 0);
  expect(nose.y).toBeCloseTo(110, 0);
  // Black beyond the frame, the frame in the middle.
  expect(shown).toEqual([192, 192, 0, 200]);
});
