/**
 * Mends mediabunny 1.61.0 as it is built in: where a Matroska file holds nonsense, `resync` never ends. It looks at the last eight bytes
 * for ever, since it leaves only for fewer than eight; and it finds what it starts at, an element whose size makes no sense, again and
 * again. The worker would hang on every such file.
 */
const FILE = /mediabunny\/dist\/modules\/src\/matroska\/ebml\.js$/;
const CHANGES = [
  ['if (slice.length < MAX_VAR_INT_SIZE)', 'if (slice.length <= MAX_VAR_INT_SIZE)'],
  [
    'let currentPos = startPos;\n    while (currentPos < until) {',
    'let currentPos = startPos + 1;\n    while (currentPos < until) {',
  ],
];

/** @returns {import('vite').Plugin} also for `worker.plugins` @throws Error when another version has other words there: see whether it is still needed. */
export function mendMediabunny() {
  return {
    name: 'guise-mend-mediabunny',
    transform(code, id) {
      if (!FILE.test(id.split('?')[0] ?? '')) {
        return null;
      }
      const mended = CHANGES.reduce((text, [before = '', after = '']) => {
        if (!text.includes(before)) {
          throw new Error('mediabunny has changed: see whether build/mediabunny.mjs is still needed.');
        }
        return text.replace(before, after);
      }, code);
      return { code: mended, map: null };
    },
  };
}
