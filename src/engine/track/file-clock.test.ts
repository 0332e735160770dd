import fc from 'fast-check';
import { expect, test } from 'vitest';
import { box, type FramePx, size } from '../../base/geometry.ts';
import type { VerifiedDetection } from '../face.ts';
import { fileTimes, LONGEST_STEP } from './file-clock.ts';
import { Tracker, type TrackResult } from './tracker.ts';

const OPTIONS = { linger: 1, growth: 1, leastScore: 0.3 };
const FRAME = size<FramePx>(640, 480);

test('time rises, never by more than a step, and is a file’s own where its frames lie close', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 4_000_000 }), { minLength: 1 }), (steps) => {
      let time = 7;
      const times = steps.map((step) => {
        time += step;
        return time;
      });
      const clock = fileTimes(times);
      expect(clock[0]).toEqual({ now: 0, afterGap: false });
      for (const [i, { now, afterGap }] of clock.entries()) {
        const step = i > 0 ? (steps[i] ?? 0) : 0;
        expect(now - (clock[i - 1]?.now ?? 0)).toBe(Math.min(step, LONGEST_STEP));
        expect(afterGap).toBe(step > 500_000);
      }
    }),
  );
});

const face = (x: number): VerifiedDetection => ({
  box: box<FramePx>(x, 200, 60, 60),
  score: 0.9,
  roll: 0,
  landmarks: null,
  verdict: 'confirmed',
});

/** Follows faces through frames that are so many µs apart. */
function follow(step: number, frames: readonly (readonly VerifiedDetection[])[]): TrackResult[] {
  const tracker = new Tracker();
  return fileTimes(frames.map((_, i) => i * step)).map(({ now, afterGap }, i) =>
    tracker.update(frames[i] ?? [], now, FRAME, { ...OPTIONS, afterGap }),
  );
}

/** Somebody who is somewhere else in every frame. */
const WANDERER = Array.from({ length: 40 }, (_, i) => [face(((i * 217) % 7) * 80 + 20)]);

test('at one frame a second nobody is lost by walking on', () => {
  expect(follow(1_000_000, WANDERER).filter(({ faceLost }) => faceLost)).toEqual([]);
});

test('who is not found after a gap stays covered where they were, for the linger time, and is then gone', () => {
  const frames = [[face(300)], ...Array.from({ length: 30 }, () => [])];
  const slow = follow(2_000_000, frames);
  expect(slow.slice(0, 11).every(({ faces }) => faces.length === 1)).toBe(true);
  expect(slow.at(-1)).toEqual({ faces: [], faceLost: false });
  expect(slow.some(({ faceLost }) => faceLost)).toBe(false);
  // Without a gap the whole frame is covered while they are looked for.
  expect(follow(100_000, frames).some(({ faceLost }) => faceLost)).toBe(true);
});

test('who is lost while frames come close is looked for, whatever gap there was before', () => {
  const tracker = new Tracker();
  const times = [0, 3_000_000, ...Array.from({ length: 30 }, (_, i) => 3_050_000 + i * 50_000)];
  const lost = fileTimes(times).map(
    ({ now, afterGap }, i) =>
      tracker.update(i < 2 ? [face(300)] : [], now, FRAME, { ...OPTIONS, afterGap }).faceLost,
  );
  expect(lost).toContain(true);
});
