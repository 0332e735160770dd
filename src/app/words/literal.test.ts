/** What the page shows has a key, so that it can be said in another language: no words between tags, none in a label. */
import { expect, test } from 'vitest';

const sources = import.meta.glob<string>('../**/*.tsx', { query: '?raw', import: 'default', eager: true });

/** Names and units, which are the same everywhere. */
const SAME_EVERYWHERE = /^(Guise|MP4|WebM|CSV|JSON|Escape|Esc|Ctrl|Enter|Tab|JPEG|PNG|GIF|WebP|WebGPU|CPU)$/;
const ATTRIBUTES = 'aria-label|aria-valuetext|aria-description|title|placeholder|alt|label|legend|summary';

/** Words that the source shows as they stand. */
function literals(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '');
  const between = [...code.matchAll(/(?<=["'}\w/])>([^<>{}=;]*\p{L}{2}[^<>{}=;]*)(?:<[a-z/]|\{)/gu)].map(
    (m) => m[1],
  );
  const labels = [...code.matchAll(new RegExp(`\\s(?:${ATTRIBUTES})="([^"]*\\p{L}{2}[^"]*)"`, 'gu'))].map(
    (m) => m[1],
  );
  return (
    [...between, ...labels]
      .map((words) => (words ?? '').replace(/\s+/g, ' ').trim())
      // What begins so is code between two angle brackets.
      .filter((words) => !/^($|[),[\]])/.test(words) && !SAME_EVERYWHERE.test(words))
  );
}

test('it finds what it looks for', () => {
  expect(
    literals('<p>Hello there</p> <input aria-label="Your name" /> <b>{t.words}</b> // <i>no</i>'),
  ).toEqual(['Hello there', 'Your name']);
  expect(literals('const a = (x: number): Promise<string> => b; <kbd>Esc</kbd>')).toEqual([]);
});

test.each(Object.entries(sources))('%s shows no words without a key', (_, source) => {
  expect(literals(source)).toEqual([]);
});
