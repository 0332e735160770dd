import { expect, test } from 'vitest';
import { diskWords } from './errors.ts';
import { printable, printableLines } from './printable.ts';

test('what a terminal would obey is written out, and nothing else', () => {
  const name = (...codes: number[]) => `a${String.fromCharCode(...codes)}b.jpg`;
  expect(printable(name(0x1b, 0x5b, 0x33, 0x31, 0x6d))).toBe('a\\x1b[31mb.jpg');
  expect(printable(name(0x0a, 0x0d))).toBe('a\\x0a\\x0db.jpg');
  expect(printable(name(0x7f, 0x9b))).toBe('a\\x7f\\x9bb.jpg');
  expect(printable(name(0x202e, 0x2028))).toBe('a\\u202e\\u2028b.jpg');
  expect(printable('Übung 1 “日本” – 👩‍🦰.jpg')).toBe('Übung 1 “日本” – 👩‍🦰.jpg');
});

test('words of several lines stay so, a name in them does not break a line', () => {
  const path = `a${String.fromCharCode(0x0a)}b`;
  const words = diskWords(Object.assign(new Error(), { code: 'ENOSPC', path }));
  expect(words).toMatch(/^a\\x0ab: There is no room/);
  expect(printableLines(`one\n${words}`).split('\n')).toEqual(['one', words]);
});
