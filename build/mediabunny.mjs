/**
 * Mends mediabunny 1.61.0 as it is built in. Damaged files would keep the worker busy for ever, or use up its memory:
 * - where a Matroska file holds nonsense, `resync` never ends. It looks at the last eight bytes for ever, since it leaves only for fewer
 *   than eight; and it finds what it starts at, an element whose size makes no sense, again and again.
 * - an MP4 may say that billions of pictures have some length or offset: all of them are gone through.
 */
const CHANGES = {
  'matroska/ebml.js': [
    ['if (slice.length < MAX_VAR_INT_SIZE)', 'if (slice.length <= MAX_VAR_INT_SIZE)'],
    [
      'let currentPos = startPos;\n    while (currentPos < until) {',
      'let currentPos = startPos + 1;\n    while (currentPos < until) {',
    ],
  ],
  'isobmff/isobmff-demuxer.js': [
    [
      'for (let i = 0; i < entry.count; i++) {\n                    sampleTable.presentationTimestamps.push({',
      // More than a day and a half at sixty pictures a second.
      "if (entry.startIndex + entry.count > 2 ** 23) throw new Error('Too many samples.');\n                for (let i = 0; i < entry.count; i++) {\n                    sampleTable.presentationTimestamps.push({",
    ],
    [
      'if (!sample) {\n                        continue;',
      // None of those that follow is there either.
      'if (!sample) {\n                        break;',
    ],
  ],
};
const FILE = /mediabunny\/dist\/modules\/src\/(.*)$/;

/** @returns {import('vite').Plugin} also for `worker.plugins` @throws Error when another version has other words there: see whether it is still needed. */
export function mendMediabunny() {
  return {
    name: 'guise-mend-mediabunny',
    transform(code, id) {
      const [, file = ''] = FILE.exec(id.split('?')[0] ?? '') ?? [];
      const changes = CHANGES[/** @type {keyof typeof CHANGES} */ (file)];
      if (!changes) {
        return null;
      }
      const mended = changes.reduce((text, [before = '', after = '']) => {
        if (!text.includes(before)) {
          throw new Error('mediabunny has changed: see whether build/mediabunny.mjs is still needed.');
        }
        return text.replace(before, after);
      }, code);
      return { code: mended, map: null };
    },
  };
}
