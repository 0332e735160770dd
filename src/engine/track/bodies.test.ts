import { expect, test } from 'vitest';
import { type Box, box, centre, type FramePx, intersection, point, size } from '../../base/geometry.ts';
import type { VerifiedDetection } from '../face.ts';
import { bodyAt, headRoom, isBeside, unclaimed } from './bodies.ts';
import { SEARCH_TIME, Tracker, type TrackerOptions, type TrackResult } from './tracker.ts';

const FRAME = size<FramePx>(640, 480);
const OPTIONS: TrackerOptions = { linger: 1, growth: 1, leastScore: 0.3 };
/** s between frames. */
const STEP = 0.05;

/** A person whose face has its middle there, 60 px high. */
function person(x: number, y: number): { body: Box<FramePx>; face: VerifiedDetection } {
  return {
    body: box<FramePx>(x - 80, y - 50, 160, 300),
    face: {
      box: box<FramePx>(x - 25, y - 30, 50, 60),
      score: 0.9,
      roll: 0,
      landmarks: null,
      verdict: 'confirmed',
    },
  };
}

/** Shows a tracker second by second who is where; bodies are looked for when it wants them. */
function follow() {
  const tracker = new Tracker();
  let frames = 0;
  return (
    seconds: number,
    scene: (time: number) => { faces?: readonly VerifiedDetection[]; bodies?: readonly Box<FramePx>[] },
  ): TrackResult[] =>
    Array.from({ length: Math.round(seconds / STEP) }, (_, i) => {
      const now = Math.round(frames++ * STEP * 1e6);
      const { faces = [], bodies = [] } = scene(i * STEP);
      return tracker.update(faces, now, FRAME, {
        ...OPTIONS,
        bodies: tracker.wantsBodies(now, OPTIONS) ? bodies : null,
      });
    });
}

test('a person who turns away is covered where their head must be, for as long as their body is there', () => {
  const show = follow();
  const here = person(300, 150);
  show(1, () => ({ faces: [here.face], bodies: [here.body] }));
  const turned = show(8, (time) => ({ bodies: [person(300 + 12 * time, 150).body] }));
  expect(turned.filter(({ faceLost }) => faceLost)).toEqual([]);
  turned.forEach(({ faces }, i) => {
    const [face] = faces;
    const head = person(300 + 12 * i * STEP, 150).face.box;
    expect(faces).toHaveLength(1);
    // A prediction at first, then as much as the head may move within the pace of the looks.
    if (i * STEP > 1) {
      expect(intersection(face?.box as Box<FramePx>, head)).toEqual(head);
      expect(face).toMatchObject({ everConfirmed: false, credible: true, state: 'predicted', grow: 1 });
    }
  });
  const [back] = show(STEP, () => ({ faces: [person(400, 150).face] }));
  expect(back?.faces).toMatchObject([{ id: 1, everConfirmed: true, state: 'seen' }]);
  expect(back?.faces[0]?.box.width).toBeLessThan(70);
});

test('what no body explains covers the whole frame', () => {
  const nobody = follow();
  nobody(1, () => ({ faces: [person(300, 150).face] }));
  expect(nobody(1.5, () => ({})).at(-1)?.faceLost).toBe(true);
  const elsewhere = follow();
  elsewhere(1, () => ({ faces: [person(300, 150).face] }));
  expect(elsewhere(1.5, () => ({ bodies: [person(520, 150).body] })).at(-1)?.faceLost).toBe(true);
});

test('the body of somebody whose face is seen explains nothing', () => {
  const show = follow();
  const [one, other] = [person(300, 150), person(350, 160)];
  show(1, () => ({ faces: [one.face, other.face], bodies: [one.body, other.body] }));
  const both = show(1.5, () => ({ faces: [other.face], bodies: [one.body, other.body] }));
  expect(both.some(({ faceLost }) => faceLost)).toBe(false);
  const alone = show(2.5, () => ({ faces: [other.face], bodies: [other.body] }));
  expect(alone.some(({ faceLost }) => faceLost)).toBe(true);
});

test('a body that is gone in the middle of the picture covers it whole; one that went at its side does not', () => {
  for (const [x, lost] of [
    [300, true],
    [70, false],
  ] as const) {
    const show = follow();
    const { face, body } = person(x, 150);
    show(1, () => ({ faces: [face] }));
    show(3, () => ({ bodies: [body] }));
    const after = show(1.2 + SEARCH_TIME, () => ({}));
    expect(after.some(({ faceLost }) => faceLost)).toBe(lost);
    // Covered where they were for the linger time in any case.
    expect(after.slice(0, 1 / STEP).every(({ faces }) => faces.length === 1)).toBe(true);
  }
});

test('a doubtful find in the room for a head does not stand for it', () => {
  const show = follow();
  const { face, body } = person(300, 150);
  show(1, () => ({ faces: [face] }));
  const hand = { ...person(260, 220).face, score: 0.35, verdict: 'uncertain' as const };
  const frames = show(3, (time) => ({ bodies: [body], faces: time > 2 ? [hand] : [] }));
  const last = frames.at(-1) as TrackResult;
  expect(last.faces.map(({ id }) => id)).toEqual([1, 2]);
  expect(last.faces[0]?.box.height).toBeGreaterThan(100);
});

test('nobody wants bodies while all faces are seen, or too often', () => {
  const tracker = new Tracker();
  const face = [person(300, 150).face];
  for (let i = 0; i < 20; i++) {
    expect(tracker.wantsBodies(i * 50_000, OPTIONS)).toBe(false);
    tracker.update(face, i * 50_000, FRAME, OPTIONS);
  }
  const asked = Array.from({ length: 20 }, (_, i) => {
    const now = (20 + i) * 50_000;
    const wants = tracker.wantsBodies(now, OPTIONS);
    tracker.update([], now, FRAME, { ...OPTIONS, bodies: wants ? [] : null });
    return wants;
  });
  expect(asked.indexOf(true)).toBe(10);
  expect(asked.filter(Boolean)).toHaveLength(2);
});

test('who fits a body best has it, and nobody else who is seen; who is not seen may share one', () => {
  const [left, right] = [person(200, 150).body, person(280, 150).body];
  const place = (x: number) => ({ at: point<FramePx>(x, 150), height: 60 });
  expect(unclaimed([place(270), place(215)], [left, right])).toEqual([]);
  expect(unclaimed([place(215), place(240)], [left])).toEqual([]);
  expect(unclaimed([place(215)], [left, right])).toEqual([right]);
  expect(bodyAt(place(215), [left, right])).toBe(left);
  expect(bodyAt(place(245), [left, right])).toBe(right);
  expect(bodyAt(place(400), [left, right])).toBe(null);
});

test('the room for a head is the upper part of a body, and all of one that is cut below the chin', () => {
  const standing = headRoom(box<FramePx>(100, 100, 100, 300), 40);
  expect(standing.y).toBeLessThan(100);
  expect(standing.y + standing.height).toBe(250);
  expect(centre(standing).x).toBe(150);
  expect(headRoom(box<FramePx>(100, 100, 100, 70), 40).height).toBeGreaterThanOrEqual(70);
  expect(isBeside(box<FramePx>(1, 100, 100, 300), FRAME)).toBe(true);
  expect(isBeside(box<FramePx>(100, 100, 539, 300), FRAME)).toBe(true);
  expect(isBeside(box<FramePx>(100, 100, 100, 380), FRAME)).toBe(false);
});
