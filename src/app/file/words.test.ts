import { expect, test } from 'vitest';
import { aboutTime, clock, exportWords, words } from './words.ts';

test('times as people read them', () => {
  expect([0, 9.9, 65, 3723].map(clock)).toEqual(['0:00', '0:09', '1:05', '1:02:03']);
  expect([0.2, 44, 70, 3700].map((seconds) => aboutTime(seconds, words.get()))).toEqual([
    'about 1 s',
    'about 44 s',
    'about 1 min',
    'about 1.0 h',
  ]);
});

const report = (change: object) =>
  exportWords(
    {
      input: { kind: 'video' },
      frames: 100,
      faces: 150,
      coveredWhole: 0,
      reasons: {},
      chosen: { visible: 0, byHand: 0, revealed: 0 },
      ...change,
    } as Parameters<typeof exportWords>[0],
    words.get(),
  );

test('an export says what could not be vouched for, and why', () => {
  expect(report({})).toBe('100 frames, 1.5 faces a frame covered.');
  expect(report({ faces: 100 })).toBe('100 frames, one face a frame covered.');
  expect(
    report({
      input: { kind: 'picture' },
      frames: 1,
      faces: 3,
      chosen: { visible: 2, byHand: 0, revealed: 0 },
    }),
  ).toBe('3 faces covered. 2 are visible by your choice.');
  expect(report({ faces: 0 })).toBe('100 frames, no face covered.');
  expect(report({ coveredWhole: 13, reasons: { 'no-face': 12, 'face-lost': 1 } })).toBe(
    '100 frames, 1.5 faces a frame covered. 13 frames were covered whole, because: no face was found (12), a face was lost (1).',
  );
  const picture = {
    input: { kind: 'picture' },
    frames: 1,
    faces: 0,
    coveredWhole: 1,
    reasons: { 'no-face': 1 },
  };
  expect(report(picture)).toContain('The whole picture was covered');
});
