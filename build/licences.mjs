/** Writes `licences.txt` into a build: Guise's own licence, NOTICE, and the full text of every licence that NOTICE names. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../scripts/run.mjs';

/** What a build may hold besides the dependencies of package.json: parts of those, and what build tools put in. */
const BROUGHT_ALONG = [
  'scheduler',
  '@tensorflow/tfjs-backend-cpu',
  'assemblyscript',
  'workbox-window',
  '@mediapipe/face_detection',
  '@vladmandic/face-api',
];

/** @returns {string[]} npm packages of which a build holds a part */
export function shippedPackages() {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return [...Object.keys(dependencies), ...BROUGHT_ALONG].sort();
}

/** @returns {string} the text of `licences.txt` */
export function licencesText() {
  const own = ['LICENSE', 'NOTICE', 'public/models/LICENSE.md'].map((file) =>
    readFileSync(join(ROOT, file), 'utf8'),
  );
  return [...own, ...shippedPackages().map(licenceOf)].join(`\n${'-'.repeat(78)}\n\n`);
}

/** @param {string} name of an npm package */
function licenceOf(name) {
  const folder = join(ROOT, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice)(\.(txt|md))?$/i.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
  // Packages of Google's name Apache-2.0 without its text, which stands at the top.
  return [`${name} ${version}: ${license}\n`, ...texts].join('\n');
}

/** @returns {import('vite').Plugin} */
export function licences() {
  return {
    name: 'guise-licences',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source: licencesText() });
    },
  };
}
