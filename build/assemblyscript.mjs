/**
 * AssemblyScript in a build: `import base64 from './x.ts?assemblyscript'` is the module x.ts, compiled to WebAssembly with SIMD, as
 * base64, and `?assemblyscript-relaxed` the same with relaxed SIMD. Text in a script and no file of its own: a few kilobytes that
 * are there wherever the script is (a worker, Node, offline), without another request.
 */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** By module: a build has several parts (each worker is one) that want the same. @type {Map<string, ReturnType<typeof compile>>} */
const compiled = new Map();

const QUERY = /\?assemblyscript(-relaxed)?$/;

/** @returns {import('vite').Plugin} also for `worker.plugins`: workers are built with plugins of their own */
export function assemblyScript() {
  return {
    name: 'guise-assemblyscript',
    enforce: 'pre',
    async load(id) {
      const query = QUERY.exec(id);
      if (!query) {
        return null;
      }
      if (!compiled.has(id)) {
        compiled.set(id, compile(id.slice(0, query.index), Boolean(query[1])));
      }
      const { bytes, sources } = await /** @type {ReturnType<typeof compile>} */ (compiled.get(id));
      for (const source of sources) {
        this.addWatchFile(source);
      }
      return `export default ${JSON.stringify(Buffer.from(bytes).toString('base64'))};`;
    },
    watchChange() {
      compiled.clear();
    },
  };
}

/**
 * @param {string} entry path of the entry module @param {boolean} relaxed
 * @returns {Promise<{bytes: Uint8Array, sources: readonly string[]}>} `sources`: paths of all modules that went in
 * @throws Error with the compiler's words
 */
async function compile(entry, relaxed) {
  /** @type {Uint8Array | null} */
  let bytes = null;
  /** @type {string[]} */
  const sources = [];
  // Only now: it is large, and most runs of Vite compile nothing.
  const { default: asc } = await import('assemblyscript/asc');
  const { error, stderr } = await asc.main(
    [
      basename(entry),
      ...['--baseDir', dirname(entry)],
      ...['--outFile', 'module.wasm'],
      ...['--enable', 'simd'],
      ...(relaxed ? ['--enable', 'relaxed-simd'] : []),
      // The memory is the caller's, nothing is allocated or collected.
      ...['--importMemory', '--runtime', 'stub', '--noAssert', '-O3'],
      // "Exchange of v128 values": only between our own modules.
      ...['--disableWarning', '112'],
    ],
    {
      /** @returns {string | null} null: asc looks in several places */
      readFile(name, base) {
        const path = join(base, name);
        try {
          const text = readFileSync(path, 'utf8');
          sources.push(path);
          return text;
        } catch {
          return null;
        }
      },
      writeFile(_name, contents) {
        bytes = /** @type {Uint8Array} */ (contents);
      },
    },
  );
  if (error || !bytes) {
    throw new Error(`${entry} is not to be compiled: ${stderr.toString().trim() || error}`);
  }
  return { bytes, sources };
}
