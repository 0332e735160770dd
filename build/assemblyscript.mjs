/**
 * AssemblyScript in a build: `import base64 from './x.ts?assemblyscript'` is the module x.ts, compiled to WebAssembly with SIMD, as
 * base64, and `?assemblyscript-relaxed` the same with relaxed SIMD. Text in a script and no file of its own: a few kilobytes that
 * are there wherever the script is (a worker, Node, offline), without another request.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
/** What was compiled before, by module: most of the time of building a page for a command is this. */
const KEPT = join(ROOT, '.cache/assemblyscript');

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
        compiled.set(id, compileOnce(id.slice(0, query.index), Boolean(query[1])));
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

/** @param {string | Uint8Array} content */
const hashOf = (content) => createHash('sha256').update(content).digest('hex');

/**
 * As `compile`; what is on the disk is taken when every source, the compiler and its options (this file) are as they were then.
 * @type {typeof compile}
 */
async function compileOnce(entry, relaxed) {
  const compiler = hashOf(
    readFileSync(import.meta.filename, 'utf8') +
      readFileSync(join(ROOT, 'node_modules/assemblyscript/package.json'), 'utf8'),
  );
  const path = join(
    KEPT,
    `${relative(ROOT, entry).replaceAll(/[^\w.-]/g, '_')}${relaxed ? '-relaxed' : ''}.json`,
  );
  try {
    const kept = JSON.parse(readFileSync(path, 'utf8'));
    const sources = Object.keys(kept.sources);
    if (
      kept.compiler === compiler &&
      sources.every((source) => hashOf(readFileSync(join(ROOT, source), 'utf8')) === kept.sources[source])
    ) {
      return {
        bytes: Buffer.from(kept.wasm, 'base64'),
        sources: sources.map((source) => join(ROOT, source)),
      };
    }
  } catch {
    // Nothing there, or not to be read: it is compiled.
  }
  const { bytes, sources } = await compile(entry, relaxed);
  const hashes = sources.map((source) => [relative(ROOT, source), hashOf(readFileSync(source, 'utf8'))]);
  try {
    mkdirSync(KEPT, { recursive: true });
    const unfinished = `${path}.${process.pid}`;
    writeFileSync(
      unfinished,
      JSON.stringify({
        compiler,
        sources: Object.fromEntries(hashes),
        wasm: Buffer.from(bytes).toString('base64'),
      }),
    );
    renameSync(unfinished, path);
  } catch {
    // A folder that cannot be written to: compiled again the next time.
  }
  return { bytes, sources };
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
