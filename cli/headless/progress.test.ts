import fc from 'fast-check';
import { expect, test } from 'vitest';
import { duration, Progress } from './progress.ts';

function paper(isTTY: boolean) {
  const lines: string[] = [];
  const out = { isTTY, write: (text: string) => lines.push(text) > 0 } as unknown as NodeJS.WriteStream;
  return { lines, out };
}

test('the time left is estimated from this run alone, without what was there before and without loading', () => {
  const { lines, out } = paper(false);
  const progress = new Progress('Pictures', 13_233, 3233, out);
  const began = Date.now();
  progress.show(3233, began);
  progress.show(3234, began + 30_000);
  progress.show(3334, began + 50_000);
  progress.show(3335, began + 50_001);
  progress.show(13_233, began + 50_002);
  expect(lines).toEqual([
    'Pictures: 3233 of 13233\n',
    'Pictures: 3234 of 13233\n',
    'Pictures: 3334 of 13233, about 33 min left\n',
    'Pictures: 13233 of 13233\n',
  ]);
});

test('on a terminal one line is written over, and ended once', () => {
  const { lines, out } = paper(true);
  const progress = new Progress('Frames', 2, 0, out);
  progress.show(0.2, Date.now());
  progress.show(1, Date.now() + 1000);
  progress.show(2, Date.now() + 2000);
  progress.end();
  progress.end();
  expect(lines[1]).toMatch(/^\r.*Frames: 1 of 2, about 1 s left$/);
  expect(lines.slice(3)).toEqual(['\n']);
});

test('a time is printed in two units at most', () => {
  expect([45_000, 12 * 60_000, 200 * 60_000].map(duration)).toEqual(['45 s', '12 min', '3 h 20 min']);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), (ms) => {
      expect(duration(ms)).toMatch(/^(\d+ h )?\d+ (s|min)$/);
    }),
  );
});
