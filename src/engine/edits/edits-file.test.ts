import { expect, test } from 'vitest';
import { NO_EDITS } from './edits.ts';
import { editsFileOf, readEditsFile } from './edits-file.ts';

const FILE = { name: 'a.jpg', width: 640, height: 480 };

test('what the page writes is what the command line reads', () => {
  const list = {
    edits: [{ kind: 'show', id: 1, at: 0, box: { x: 1, y: 2, width: 3, height: 4 } }] as const,
    trim: { from: 1, to: 2 },
  };
  const file = editsFileOf(list, FILE);
  expect(readEditsFile(JSON.stringify(file))).toEqual(file);
});

test.each([
  ['no JSON', 'hello', 'no JSON'],
  ['another file', '{"application":"guise","kind":"export-report"}', 'no file of corrections'],
  ['a later version', JSON.stringify({ ...editsFileOf(NO_EDITS, FILE), version: 2 }), 'version 2'],
  ['no file named', JSON.stringify({ ...editsFileOf(NO_EDITS, FILE), file: {} }), 'which file'],
  [
    'a broken edit',
    JSON.stringify({ ...editsFileOf(NO_EDITS, FILE), edits: [{ kind: 'x', id: 1 }] }),
    'known kind',
  ],
])('%s is refused in words', (_, text, words) => {
  expect(() => readEditsFile(text)).toThrow(words);
});
