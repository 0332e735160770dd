/**
 * The command for files, from the repository: built as the package's is, and kept until one of its sources changes. Building it takes
 * as long as looking through some seconds of video.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../scripts/run.mjs';

const KEPT = join(ROOT, '.cache/anonymize');
/** ms after which a folder in there that nobody has begun to use since is taken for one of older sources, or of a build that was stopped. */
const OLD = 3_600_000;

/** All that goes into the command, or says how it is built: files, and folders with all that is in them. npm lists what is installed. */
export const SOURCES = [
  'build',
  'cli',
  'package.json',
  'public/models/manifest.json',
  'node_modules/.package-lock.json',
  'scripts/run.mjs',
  'src',
  'testing/chromium.ts',
  'tsconfig.json',
];

/**
 * The command's module, built now or before.
 * @returns {Promise<typeof import('../cli/anonymize/source.ts')>}
 * @throws when the build fails.
 */
export async function keptCommand() {
  const kept = join(KEPT, nameOf(ROOT, SOURCES));
  const folder = existsSync(kept) ? inUse(kept) : await buildAndKeep(kept);
  return import(pathToFileURL(join(folder, 'guise.js')).href);
}

/**
 * Another name as soon as one of the sources is another.
 * @param {string} root @param {readonly string[]} sources below it
 */
export function nameOf(root, sources) {
  // What it says decides what Vite builds.
  const hash = createHash('sha256').update(process.env.NODE_ENV ?? '');
  for (const path of sources.flatMap((source) => filesAt(join(root, source)))) {
    const content = readFileSync(path);
    hash.update(`\0${relative(root, path)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

/** @param {string} path @returns {string[]} in an order that is always the same */
function filesAt(path) {
  return statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
    : [path];
}

/** @param {string} kept where it will lie @returns {Promise<string>} where it lies: elsewhere, where that cannot be written to. */
async function buildAndKeep(kept) {
  const folder = emptyFolder();
  // Only now: it loads Vite, which takes as long as everything else before the browser starts.
  const { writeCommand } = await import('./command.mjs');
  await writeCommand(folder, 'cli/anonymize/source.ts');
  // A source that was saved meanwhile may be in it, or not: it is kept for nobody else.
  if (!folder.startsWith(KEPT) || join(KEPT, nameOf(ROOT, SOURCES)) !== kept) {
    return folder;
  }
  try {
    renameSync(folder, kept);
  } catch (error) {
    // Another run has built the same meanwhile.
    if (!existsSync(kept)) {
      throw error;
    }
    rmSync(folder, { recursive: true });
  }
  removeOld(kept);
  return kept;
}

/** @param {string} folder @returns {string} the same, which another run now takes for no old one */
function inUse(folder) {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch {
    // Nobody may write there; nobody removes anything there either.
  }
  return folder;
}

function emptyFolder() {
  try {
    mkdirSync(KEPT, { recursive: true });
    return mkdtempSync(join(KEPT, 'unfinished-'));
  } catch {
    const folder = mkdtempSync(join(tmpdir(), 'guise-command-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }
}

/** @param {string} kept stays */
function removeOld(kept) {
  for (const name of readdirSync(KEPT)) {
    const path = join(KEPT, name);
    const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (path !== kept && Date.now() - since > OLD) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}
