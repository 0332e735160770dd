import { expect, test } from 'vitest';
import type { MeasuredFrame } from '../browser/tasks.ts';
import { leaksWords } from './leaks-markdown.ts';
import { framesCsv, leaksReport } from './leaks-report.ts';

const face = { x: 0, y: 0, width: 10, height: 10 };
const frame = (
  number: number,
  uncovered: readonly number[] | null,
  reason: MeasuredFrame['reason'] = 'faces',
): MeasuredFrame => ({
  timestamp: number * 40_000,
  reason,
  truth: uncovered?.map(() => face) ?? null,
  pixels: [uncovered?.map((n) => ({ inside: 100, uncovered: n })) ?? []],
  seen: [],
});

const report = leaksReport({
  video: 'clip.webm',
  info: { width: 64, height: 48, duration: 0.2, codec: 'vp8', frames: 5 },
  engine: 'abc',
  thorough: false,
  truth: 'boxes',
  variants: [{ id: 'mask:style=figure', label: 'Mask', mode: 'mask' }],
  measured: [frame(0, [0], 'no-face'), frame(1, [50, 0]), frame(2, [20, 5]), frame(3, null), frame(4, [])],
});

test('leak rate, bare faces and the longest run, over the judged frames', () => {
  expect(report.modes[0]?.summary).toEqual({
    frames: 4,
    faces: 5,
    leakRate: 75 / 500,
    bareFaces: 2,
    framesWithBareFace: 2,
    // From frame 1 to frame 4, the next one that was judged.
    longestUncoveredRun: 120,
  });
  expect([report.frames, report.judged]).toEqual([5, 4]);
  expect(report.reasons).toEqual({ 'no-face': 1, faces: 4 });
});

test('the table for spreadsheets: a line a frame, nothing where nothing was judged', () => {
  expect(framesCsv(report).split('\n').slice(0, 5)).toEqual([
    'frame,seconds,covered,faces,mask:style=figure uncovered,mask:style=figure bare',
    '0,0.000000,no-face,1,0.000000,0',
    '1,0.040000,faces,2,0.250000,1',
    '2,0.080000,faces,2,0.125000,1',
    '3,0.120000,faces,,,',
  ]);
});

test('the words say how much, of what, and by whose truth', () => {
  const words = leaksWords(report, 'npm run evaluate -- leaks');
  expect(words).toContain('| Mask | 15.000 % | 2 of 5 | 2 of 4 | 120 ms |');
  expect(words).toContain('| whole: no face found | 1 | 20.00 % |');
  expect(words).toContain('speak of 4 of 5 frames');
});
