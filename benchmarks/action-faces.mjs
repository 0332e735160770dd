/**
 * Which action pictures show a face to the detector, by group of people: without one a picture is covered whole, and a face that is not
 * confirmed gets no learned face. Options: --images=FOLDER, --annotations=FILE (COCO; docs/training.md, "Held-out data", writes one),
 * --every=N (each fourth picture without it). What shows no face, as far as it was looked at by eye, is in support/no-faces.json.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT, run as runProgram } from '../scripts/run.mjs';
import { load, openBrowser, serveFolder } from './support/browser.mjs';

export const about =
  'action pictures that are covered whole, and faces fit for the learned face (docs/detection.md)';

/** IoU from which on a find is about a place. */
const SAME = 0.4;
/** Pictures looked at in a row. */
const BATCH = 10;

/** @typedef {{file_name: string, source?: string, subject?: string}} Picture */
/** @typedef {{score: number, verdict: string, learned: boolean, isHead?: true, box: {x: number, y: number, width: number, height: number}}} Find */
/** @typedef {{pictures: number, whole: number, faceless: number, faces: number, confirmed: number, learned: number}} Group */

/** @type {{places: Record<string, number[][]>, pictures: string[]}} */
const NO_FACES = JSON.parse(readFileSync(new URL('./support/no-faces.json', import.meta.url), 'utf8'));

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
  /** @type {Map<string, Group>} */
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
        await count(groups, picture, finds[k] ?? []);
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
    g.faceless,
    g.whole / g.pictures,
    g.faces,
    g.faces > 0 ? g.confirmed / g.faces : null,
    g.faces > 0 ? g.learned / g.faces : null,
  ]);
  bench.table(
    `Action pictures that no training saw, every pass on: ${pictures.length} of ${listed.length}`,
    [
      'group',
      'pictures',
      'covered whole',
      'of them without a face',
      'share covered whole',
      'faces covered',
      'of them confirmed',
      'with the learned face',
    ],
    rows,
    'Drivers also by person. Faces: finds but for those of which it is known that they show none.',
  );
}

/** @param {Map<string, Group>} groups @param {Picture} picture @param {readonly Find[]} finds */
async function count(groups, { file_name, source = '', subject }, finds) {
  const { rectangleIou } = await load('./src/base/geometry.ts');
  const { CREDIBLE_SCORE } = await load('./src/engine/face.ts');
  const none = (NO_FACES.places[file_name] ?? []).map(([x, y, width, height]) => ({ x, y, width, height }));
  const faces = finds.filter(
    ({ score, isHead, box, verdict }) =>
      score >= 0.3 &&
      !isHead &&
      (verdict === 'confirmed' || !none.some((place) => rectangleIou(box, place) > SAME)),
  );
  const names = ['all', source, ...(subject ? [`${source}, ${subject}`] : [])];
  for (const name of names) {
    const group = groups.get(name) ?? {
      pictures: 0,
      whole: 0,
      faceless: 0,
      faces: 0,
      confirmed: 0,
      learned: 0,
    };
    group.pictures += 1;
    if (finds.some(({ score }) => score >= CREDIBLE_SCORE)) {
      group.faces += faces.length;
      group.confirmed += faces.filter(({ verdict }) => verdict === 'confirmed').length;
      group.learned += faces.filter(({ learned }) => learned).length;
    } else {
      group.whole += 1;
      group.faceless += NO_FACES.pictures.includes(file_name) ? 1 : 0;
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
    const { detections, learned } = await detectHarness.look(canvas, {
      effort: 'thorough',
      heads: 'wait',
      confirm: true,
    });
    all.push(
      detections.map((/** @type {any} */ found, /** @type {number} */ i) => ({
        ...found,
        learned: learned[i],
      })),
    );
  }
  return all;
}
