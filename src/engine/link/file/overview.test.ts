import { expect, test } from 'vitest';
import { box, type FramePx, size } from '../../../base/geometry.ts';
import type { VerifiedDetection } from '../../face.ts';
import { followBothWays } from '../../track/both-ways.ts';
import { overviewOf } from './overview.ts';

function found(x: number, side = 60): VerifiedDetection {
  return {
    box: box<FramePx>(x, 100, side, side),
    score: 0.9,
    roll: 0,
    landmarks: null,
    verdict: 'confirmed',
  };
}

function overview(each: readonly (readonly VerifiedDetection[] | null)[]) {
  const frames = each.map((detections, i) => ({
    timestamp: i * 40_000,
    size: size<FramePx>(640, 480),
    detections,
  }));
  const followed = followBothWays(frames, { linger: 1, growth: 1, leastScore: 0.3 });
  return overviewOf(
    frames.map(({ timestamp, detections }, i) => ({
      from: timestamp / 1e6,
      to: (timestamp + 40_000) / 1e6,
      failed: detections === null,
      followed: followed[i],
    })),
  );
}

const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

test('who is in it when, and when they are to be seen best', () => {
  const { people, doubts } = overview(times(50, (i) => [found(100, i === 20 ? 70 : 60)]));
  expect(people).toHaveLength(1);
  expect(people[0]?.spans).toEqual([{ from: 0, to: 2 }]);
  expect(people[0]?.at).toBeCloseTo(0.8);
  expect(doubts).toEqual([]);
});

test('what is doubtful is named with its stretch: meeting, lost, failed, nobody', () => {
  const kinds = (each: Parameters<typeof overview>[0]) => overview(each).doubts.map(({ kind }) => kind);
  expect(kinds(times(60, (i) => [found(100 + i * 5), found(400 - i * 5)]))).toContain('meeting');
  expect(kinds(times(40, (i) => (i > 10 && i < 18 ? [] : [found(100)])))).toEqual(['lost']);
  expect(kinds(times(10, (i) => (i === 5 ? null : [found(100)])))).toEqual(['whole']);
  expect(overview(times(10, () => [])).doubts).toEqual([{ kind: 'whole', from: 0, to: 0.4 }]);
});
