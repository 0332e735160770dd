import { expect, test } from 'vitest';
import { NOTES, withLength } from './notes.ts';

test('a note says how much of a file there is, and no other has a gap in it', () => {
  expect(withLength(NOTES['cut-off'], { duration: 3.64 })).toContain('3.6 seconds of it can be read');
  for (const words of Object.values(NOTES)) {
    expect(withLength(words, { duration: 1 })).not.toMatch(/[{}]/);
  }
});
