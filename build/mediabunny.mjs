/**
 * Mends mediabunny 1.61.0 as it is built in: in a Matroska file that holds nonsense up to its end, `resync` looks at the last eight bytes
 * for ever, since it leaves only for fewer than eight. The worker would hang on every such file.
 */
const FILE = /mediabunny\/dist\/modules\/src\/matroska\/ebml\.js$/;
const BEFORE = 'if (slice.length < MAX_VAR_INT_SIZE)';
const AFTER = 'if (slice.length <= MAX_VAR_INT_SIZE)';

/** @returns {import('vite').Plugin} also for `worker.plugins` @throws Error when another version has other words there: see whether it is still needed. */
export function mendMediabunny() {
  return {
    name: 'guise-mend-mediabunny',
    transform(code, id) {
      if (!FILE.test(id.split('?')[0] ?? '')) {
        return null;
      }
      if (!code.includes(BEFORE)) {
        throw new Error('mediabunny has changed: see whether build/mediabunny.mjs is still needed.');
      }
      return { code: code.replace(BEFORE, AFTER), map: null };
    },
  };
}
