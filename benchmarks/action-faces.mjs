/**
 * Which action pictures show a face to the detector, by group of people: without one a picture is covered whole, and a face that is not
 * confirmed gets no learned face. Options: --images=FOLDER, --annotations=FILE (COCO; docs/training.md, "Held-out data", writes one),
 * --every=N (each fourth picture without it).
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT, run as runProgram } from '../scripts/run.mjs';
import { openBrowser, serveFolder } from './support/browser.mjs';

export const about =
  'action pictures that are covered whole, and faces fit for the learned face (docs/detection.md)';

/** Score from which a find is reason enough to show a picture with its faces covered (docs/decisions/0006). */
const CREDIBLE = 0.45;
/** Pictures looked at in a row. */
const BATCH = 10;

/** @typedef {{file_name: string, source?: string, subject?: string}} Picture */

/** @param {import('./support/bench.mjs').Bench} bench */
export async function run(bench) {
  const option = (/** @type {string} */ name) =>
    bench.args.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const [images, annotations] = [option('images'), option('annotations')];
  if (!images || !annotations) {
    bench.say('Of which pictures? --images=FOLDER --annotations=FILE. Nothing was measured.');
    return;
  }
  if (
    !bench.args.includes('--built') &&
    !runProgram('npx', ['vite', 'build', '--mode', 'test', '--logLevel', 'error'])
  ) {
    throw new Error('The page could not be built (see above).');
  }
  const listed = /** @type {{images: Picture[]}} */ (JSON.parse(readFileSync(annotations, 'utf8'))).images;
  const every = Number(option('every') ?? (bench.quick ? 12 : 4));
  const pictures = listed.filter((_, i) => i % every === 0);
  const site = await serveFolder(resolve(ROOT, 'dist-test'));
  const browser = await openBrowser({ origin: site.origin });
  /** @type {Map<string, {pictures: number, whole: number, faces: number, confirmed: number}>} */
  const groups = new Map();
  try {
    await browser.page.goto('/e2e/harness/detect.html');
    for (let i = 0; i < pictures.length; i += BATCH) {
      const batch = pictures.slice(i, i + BATCH);
      const finds = await browser.page.evaluate(
        look,
        batch.map(({ file_name }) => readFileSync(join(images, file_name)).toString('base64')),
      );
      for (const [k, picture] of batch.entries()) {
        count(groups, picture, finds[k] ?? []);
      }
    }
  } finally {
    await browser.close();
    await site.close();
  }
  const rows = [...groups].map(([name, g]) => [
    name,
    g.pictures,
    g.whole,
    g.whole / g.pictures,
    g.faces,
    g.faces > 0 ? g.confirmed / g.faces : null,
  ]);
  bench.table(
    `Action pictures that no training saw, every pass on: ${pictures.length} of ${listed.length}`,
    ['group', 'pictures', 'covered whole', 'share', 'faces covered', 'of them confirmed: the learned face'],
    rows,
    'Drivers also by person. The last column is of the faces that are covered at all.',
  );
}

/** @param {Map<string, any>} groups @param {Picture} picture @param {readonly {score: number, verdict: string}[]} finds */
function count(groups, { source = '', subject }, finds) {
  const covered = finds.filter(({ score }) => score >= 0.3);
  const names = ['all', source, ...(subject ? [`${source}, ${subject}`] : [])];
  for (const name of names) {
    const group = groups.get(name) ?? { pictures: 0, whole: 0, faces: 0, confirmed: 0 };
    group.pictures += 1;
    if (covered.some(({ score }) => score >= CREDIBLE)) {
      group.faces += covered.length;
      group.confirmed += covered.filter(({ verdict }) => verdict === 'confirmed').length;
    } else {
      group.whole += 1;
    }
    groups.set(name, group);
  }
}

/** Runs in the page. @param {readonly string[]} encoded pictures @returns {Promise<any[][]>} what was found in each */
async function look(encoded) {
  const { detectHarness } = /** @type {any} */ (globalThis);
  await detectHarness.ready;
  const all = [];
  for (const base64 of encoded) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d')).drawImage(bitmap, 0, 0);
    const { detections } = await detectHarness.look(canvas, { effort: 'thorough' });
    all.push(detections.map((/** @type {any} */ { score, verdict }) => ({ score, verdict })));
  }
  return all;
}
