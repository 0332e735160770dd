import fc from 'fast-check';
import { expect, test } from 'vitest';
import { box, type FramePx, size } from '../../base/geometry.ts';
import type { Verdict, VerifiedDetection } from '../face.ts';
import { nearestTurn } from './angle.ts';
import { affinity, SEARCH_TIME, type TrackedFace, Tracker, type TrackerOptions } from './tracker.ts';

const FRAME = size<FramePx>(640, 480);
const OPTIONS: TrackerOptions = { linger: 1, growth: 1, leastScore: 0.3 };
/** µs between frames at 30 a second. */
const STEP = 33_333;

function seen(x: number, y: number, side = 60, verdict: Verdict = 'confirmed', roll = 0): VerifiedDetection {
  return {
    box: box<FramePx>(x - side / 2, y - side / 2, side, side),
    score: 0.9,
    roll,
    landmarks: null,
    verdict,
  };
}

function holds(face: TrackedFace, detection: VerifiedDetection): boolean {
  const { box: a } = face;
  const { box: b } = detection;
  const e = 1e-6;
  return (
    a.x <= b.x + e &&
    a.y <= b.y + e &&
    a.x + a.width >= b.x + b.width - e &&
    a.y + a.height >= b.y + b.height - e
  );
}

test('keeps numbers while two faces cross and never gives one out twice', () => {
  const tracker = new Tracker();
  const ids: number[][] = [];
  for (let i = 0; i <= 60; i++) {
    const { faces } = tracker.update(
      [seen(100 + i * 7, 200), seen(520 - i * 7, 290)],
      i * STEP,
      FRAME,
      OPTIONS,
    );
    ids.push(faces.filter((f) => f.state === 'seen').map((f) => f.id));
  }
  expect(new Set(ids.map((pair) => pair.join()))).toEqual(new Set(['1,2']));
});

test("a seen face's box always holds what the detector saw in that very frame", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          x: fc.integer({ min: 50, max: 590 }),
          y: fc.integer({ min: 50, max: 430 }),
          side: fc.integer({ min: 20, max: 200 }),
        }),
        { minLength: 1, maxLength: 20 },
      ),
      (path) => {
        const tracker = new Tracker();
        path.forEach(({ x, y, side }, i) => {
          const detection = seen(x, y, side);
          const { faces } = tracker.update([detection], i * STEP, FRAME, OPTIONS);
          expect(faces.some((face) => face.state === 'seen' && holds(face, detection))).toBe(true);
        });
      },
    ),
  );
});

test('a lost face is covered where it must be by now, larger and larger', () => {
  const tracker = new Tracker();
  let t = 0;
  for (let i = 0; i < 30; i++, t += STEP) {
    tracker.update([seen(100 + i * 4, 240)], t, FRAME, OPTIONS);
  }
  let grow = 0;
  for (let i = 30; i < 45; i++, t += STEP) {
    const { faces, faceLost } = tracker.update([], t, FRAME, OPTIONS);
    expect(faceLost).toBe(false);
    expect(faces).toHaveLength(1);
    const face = faces[0] as TrackedFace;
    expect(face.state).toBe('predicted');
    expect(face.grow).toBeGreaterThan(grow);
    grow = face.grow;
    // The true face goes on at the same speed: its box, widened as the cover will be, still holds its centre.
    const middle = face.box.x + face.box.width / 2;
    expect(Math.abs(middle - (100 + i * 4))).toBeLessThan((face.box.width / 2) * face.grow);
  }
});

test('after the linger time the whole frame is covered, for as long as it is looked for', () => {
  const tracker = new Tracker();
  tracker.update([seen(300, 240)], 0, FRAME, OPTIONS);
  const at = (seconds: number) => tracker.update([], seconds * 1e6, FRAME, OPTIONS);
  expect(at(0.9)).toMatchObject({ faceLost: false, faces: [{ id: 1 }] });
  expect(at(1.1)).toMatchObject({ faceLost: true, faces: [{ id: 1 }] });
  expect(at(1 + SEARCH_TIME - 0.05).faceLost).toBe(true);
  expect(at(1 + SEARCH_TIME + 0.05)).toEqual({ faceLost: false, faces: [] });
});

test('a face that is found again keeps its number', () => {
  const tracker = new Tracker();
  tracker.update([seen(300, 240)], 0, FRAME, OPTIONS);
  tracker.update([], 800_000, FRAME, OPTIONS);
  const { faces } = tracker.update([seen(320, 240)], 900_000, FRAME, OPTIONS);
  expect(faces).toMatchObject([{ id: 1, state: 'seen', lostFor: 0 }]);
});

test('a face that walked out over the border is dropped without covering everything', () => {
  const tracker = new Tracker();
  for (let i = 0; i < 20; i++) {
    tracker.update([seen(500 + i * 8, 240)], i * STEP, FRAME, OPTIONS);
  }
  expect(tracker.update([], 19 * STEP + 1.1e6, FRAME, OPTIONS)).toEqual({ faceLost: false, faces: [] });
});

test('a face that went behind another is dropped while the other is seen there', () => {
  const tracker = new Tracker();
  tracker.update([seen(300, 240, 60), seen(310, 244, 90)], 0, FRAME, OPTIONS);
  let last = tracker.update([seen(305, 242, 90)], STEP, FRAME, OPTIONS);
  for (let t = 2 * STEP; t < 1.2e6; t += STEP) {
    last = tracker.update([seen(305, 242, 90)], t, FRAME, OPTIONS);
  }
  expect(last.faceLost).toBe(false);
  expect(last.faces).toHaveLength(1);
});

test('what was never confirmed is gone when two frames deny it, and never covers the whole frame', () => {
  const tracker = new Tracker();
  for (let i = 0; i < 10; i++) {
    tracker.update([seen(300, 240, 60, 'uncertain')], i * STEP, FRAME, OPTIONS);
  }
  expect(tracker.update([], 10 * STEP, FRAME, OPTIONS).faces).toHaveLength(1);
  expect(tracker.update([], 11 * STEP, FRAME, OPTIONS)).toEqual({ faceLost: false, faces: [] });
});

test('what is too faint for a new face still follows a confirmed one, and stays confirmed while not too faint', () => {
  const faint = (score: number) => ({ ...seen(300, 240, 60, 'uncertain'), score });
  const tracker = new Tracker();
  expect(tracker.update([faint(0.25)], 0, FRAME, OPTIONS).faces).toEqual([]);
  tracker.update([seen(300, 240)], STEP, FRAME, OPTIONS);
  expect(tracker.update([faint(0.25)], 2 * STEP, FRAME, OPTIONS).faces).toMatchObject([
    { state: 'seen', verdict: 'uncertain', everConfirmed: true, credible: true },
  ]);
  expect(tracker.update([faint(0.45)], 3 * STEP, FRAME, OPTIONS).faces).toMatchObject([
    { id: 1, state: 'seen', verdict: 'confirmed' },
  ]);
});

test('a face is new from the least score on that was asked for, and is followed below it', () => {
  const tracker = new Tracker();
  const strict = { ...OPTIONS, leastScore: 0.8 };
  const found = (score: number) => [{ ...seen(300, 240), score }];
  expect(tracker.update(found(0.79), 0, FRAME, strict).faces).toEqual([]);
  expect(tracker.update(found(0.8), STEP, FRAME, strict).faces).toHaveLength(1);
  expect(tracker.update(found(0.5), 2 * STEP, FRAME, strict).faces).toMatchObject([{ id: 1, state: 'seen' }]);
});

test('500 faces keep their numbers', () => {
  const tracker = new Tracker();
  const crowd = (dx: number) =>
    Array.from({ length: 500 }, (_, i) => seen(15 + 25 * (i % 25) + dx, 12 + 24 * Math.floor(i / 25), 20));
  const ids = (dx: number, i: number) =>
    tracker.update(crowd(dx), i * STEP, FRAME, OPTIONS).faces.map(({ id }) => id);
  const first = ids(0, 0);
  expect(new Set(first).size).toBe(500);
  expect(ids(2, 1)).toEqual(first);
});

test('several faces taken for one, for a frame, take no face its place: nothing is lost afterwards', () => {
  const tracker = new Tracker();
  const face = seen(300, 240, 66);
  // Nearer to where it is expected than what was found of it in that frame: a doubtful box about it and its neighbours.
  const found = [[face], [seen(318, 256, 66), seen(303, 243, 90, 'uncertain')], [face], [face]];
  let t = 0;
  for (const detections of [...found, ...Array.from({ length: 60 }, () => [face])]) {
    const { faces, faceLost } = tracker.update(detections, t, FRAME, OPTIONS);
    expect(faceLost).toBe(false);
    expect(faces.find(({ id }) => id === 1)).toMatchObject({ state: 'seen', verdict: 'confirmed' });
    t += STEP;
  }
  expect(tracker.update([face], t, FRAME, OPTIONS).faces).toHaveLength(1);
});

test('a doubtful box beside a face that was missed does not become that face when it is found again', () => {
  const tracker = new Tracker();
  const face = seen(300, 240, 60);
  tracker.update([face], 0, FRAME, OPTIONS);
  tracker.update([face, seen(330, 262, 75, 'uncertain')], STEP, FRAME, OPTIONS);
  const { faces } = tracker.update([seen(322, 256, 66)], 2 * STEP, FRAME, OPTIONS);
  expect(faces).toMatchObject([
    { id: 1, state: 'seen', everConfirmed: true },
    { id: 2, state: 'predicted', everConfirmed: false },
  ]);
});

test('one box that was far too large does not blow a missed face up beyond recognition', () => {
  const tracker = new Tracker();
  let t = 0;
  const next = (detections: readonly VerifiedDetection[]) => {
    t += 3 * STEP;
    return tracker.update(detections, t, FRAME, OPTIONS);
  };
  for (let i = 0; i < 5; i++) {
    next([seen(300, 240, 66)]);
  }
  next([seen(303, 243, 125)]);
  for (let i = 0; i < 4; i++) {
    next([]);
  }
  expect(next([seen(300, 240, 66)]).faces).toMatchObject([{ id: 1, state: 'seen' }]);
});

test('linger 0 covers the whole frame in the first frame without the face', () => {
  const tracker = new Tracker();
  tracker.update([seen(300, 240)], 0, FRAME, { linger: 0, growth: 1, leastScore: 0.3 });
  expect(tracker.update([], STEP, FRAME, { linger: 0, growth: 1, leastScore: 0.3 }).faceLost).toBe(true);
});

test('time that runs backwards starts afresh with new numbers', () => {
  const tracker = new Tracker();
  tracker.update([seen(300, 240)], 5e6, FRAME, OPTIONS);
  const { faces } = tracker.update([seen(300, 240)], 1e6, FRAME, OPTIONS);
  expect(faces).toMatchObject([{ id: 2, state: 'seen' }]);
});

test('affinity: 0 for faces of other places or sizes, more for more overlap', () => {
  const a = box<FramePx>(100, 100, 50, 50);
  expect(affinity(a, a)).toBe(1);
  expect(affinity(a, box<FramePx>(300, 300, 50, 50))).toBe(0);
  expect(affinity(a, box<FramePx>(145, 100, 50, 50))).toBeGreaterThan(0);
  expect(affinity(a, box<FramePx>(100, 100, 20, 20))).toBeLessThan(0.2);
});

test('nearestTurn unwraps angles', () => {
  expect(nearestTurn(-3.1, 3.1)).toBeCloseTo(-3.1 + 2 * Math.PI);
  expect(nearestTurn(1, Number.NaN)).toBe(1);
});

test('a cover goes from plain to drawn in 120 ms, back when the face is lost, and not for a single miss', () => {
  const tracker = new Tracker();
  const options = { ...OPTIONS, fades: true };
  const plainAt = (ms: number, ...found: VerifiedDetection[]) =>
    tracker.update(found, ms * 1000, FRAME, options).faces.map(({ plain }) => plain);
  const face = seen(300, 200);
  expect(plainAt(0, face)).toEqual([1]);
  expect(plainAt(60, face)).toEqual([expect.closeTo(0.5)]);
  expect(plainAt(120, face)).toEqual([0]);
  expect(plainAt(160)).toEqual([0]);
  expect(plainAt(200, face)).toEqual([0]);
  expect(plainAt(400)).toEqual([0]);
  expect(plainAt(460)).toEqual([expect.closeTo(0.5)]);
  expect(plainAt(600)).toEqual([1]);
  expect(plainAt(660, face)).toEqual([expect.closeTo(0.5)]);
});

test('what was never confirmed stays plain; where nothing fades, nothing is said of it', () => {
  const options = { ...OPTIONS, fades: true };
  const tracker = new Tracker();
  for (const ms of [0, 100, 200]) {
    const [face] = tracker.update([seen(300, 200, 60, 'uncertain')], ms * 1000, FRAME, options).faces;
    expect(face?.plain).toBe(1);
  }
  expect(new Tracker().update([seen(9, 9)], 0, FRAME, OPTIONS).faces[0]).not.toHaveProperty('plain');
});

const headAt = (x: number, score = 0.6): VerifiedDetection => ({
  ...seen(x, 200, 120, 'uncertain'),
  score,
  isHead: true,
});

test('a head counts while no face is found, and is gone when two frames deny it', () => {
  const tracker = new Tracker();
  const at = (i: number, found: readonly VerifiedDetection[]) =>
    tracker.update(found, i * STEP, FRAME, OPTIONS);
  const first = at(0, [headAt(300)]).faces;
  expect(first).toMatchObject([{ verdict: 'uncertain', everConfirmed: false, credible: true }]);
  expect(tracker.wantsHeads(STEP)).toBe(true);
  // It stays covered, but says nothing of the next frame.
  expect(at(1, []).faces).toMatchObject([{ credible: false }]);
  expect(at(2, [])).toEqual({ faces: [], faceLost: false });
});

test('once nobody was found for a second heads are looked for four times a second, and in every frame where there is one', () => {
  const tracker = new Tracker();
  const asked = Array.from({ length: 60 }, (_, i) => {
    const wants = tracker.wantsHeads(i * STEP);
    tracker.update(i === 47 ? [headAt(300)] : [], i * STEP, FRAME, OPTIONS);
    return wants ? i : -1;
  });
  expect(asked.filter((i) => i >= 0)).toEqual([31, 39, 47, 48, 49, 55]);
});

test('heads say nothing where a face is found or followed', () => {
  const tracker = new Tracker();
  const both = tracker.update([seen(100, 200), headAt(500)], 0, FRAME, OPTIONS).faces;
  expect(both).toHaveLength(1);
  expect(tracker.wantsHeads(STEP)).toBe(false);
  expect(tracker.update([headAt(500)], STEP, FRAME, OPTIONS).faces).toHaveLength(1);
});

test('what was only doubtful where a head was does not vouch for anybody', () => {
  const tracker = new Tracker();
  const doubtful = { ...seen(300, 200, 110, 'uncertain'), score: 0.35 };
  tracker.update([headAt(300)], 0, FRAME, OPTIONS);
  const { faces } = tracker.update([doubtful], STEP, FRAME, OPTIONS);
  expect(faces).toMatchObject([{ credible: false }]);
  expect(tracker.wantsHeads(2 * STEP)).toBe(false);
});

test('a face that never was confirmed is judged by its head four times a second', () => {
  const tracker = new Tracker();
  const doubtful = { ...seen(300, 200, 60, 'uncertain'), score: 0.5 };
  const asked: number[] = [];
  for (let i = 0; i < 30; i++) {
    if (tracker.wantsHeads(i * STEP)) {
      asked.push(i);
    }
    tracker.update([doubtful], i * STEP, FRAME, OPTIONS);
  }
  expect(asked).toEqual([1, 9, 17, 25]);
  tracker.update([seen(300, 200)], 30 * STEP, FRAME, OPTIONS);
  expect(tracker.wantsHeads(90 * STEP)).toBe(false);
});
