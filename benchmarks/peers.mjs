/**
 * The whole page against two libraries that find faces in the browser, each on the same camera with what it needs to blur what it
 * finds (support/peer-page.mjs). They take turns in one browser, several rounds, each in a tab of its own that is closed again.
 * Options: --quick, --faces=1,4, --only=human (whose names begin so, besides Guise's).
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../scripts/run.mjs';
import { median, quantile } from './support/bench.mjs';
import { openBrowser, servePage } from './support/browser.mjs';
import { listenToEngine, makeClipOf, untilPrecached, watch } from './support/frames.mjs';
import { fetchPeers, peerFolder, peerWords, servePeers } from './support/peers.mjs';

export const about =
  'the page against @vladmandic/human and @vladmandic/face-api, detection and a blurred box each';

const SIZE = { width: 640, height: 480 };
const FPS = 30;
/** WebGL is slow where a processor plays the graphics processor: it takes part in one of them only. */
const SCENARIOS = /** @type {const} */ ([
  { faces: 1, scenario: 'one', webgl: true },
  { faces: 4, scenario: 'four', webgl: false },
]);
/** What takes part. The learned face is what the others are held against. */
const CONTENDERS = [
  { by: 'Guise, learned', mode: 'learned' },
  { by: 'Guise, blur', mode: 'blur' },
  { by: 'human, wasm', library: 'human', backend: 'wasm' },
  { by: 'human, webgl', library: 'human', backend: 'humangl' },
  { by: 'face-api tiny, wasm', library: 'face-api-tiny', backend: 'wasm' },
  { by: 'face-api tiny, webgl', library: 'face-api-tiny', backend: 'webgl' },
  { by: 'face-api SSD, wasm', library: 'face-api-ssd', backend: 'wasm' },
  { by: 'face-api SSD, webgl', library: 'face-api-ssd', backend: 'webgl' },
];
/** At least so many frames of each, over all rounds. */
const LEAST_FRAMES = 30;

const FACE_API = join(ROOT, 'node_modules/@vladmandic/face-api');

/** @typedef {{at: number, total: number, detect: number, faces: number, asked?: boolean}} Frame ms; `asked`: covered as asked for */
/** @typedef {{frames: Frame[], ms: number, words: string, failed: string | null}} Result `ms`: from first to last frame, of all rounds */

/** @param {import('./support/bench.mjs').Bench} bench */
export async function run(bench) {
  const option = (/** @type {string} */ name) =>
    bench.args.find((word) => word.startsWith(`--${name}=`))?.split('=')[1];
  const wanted = option('faces')?.split(',').map(Number);
  const only = option('only');
  const scenarios = SCENARIOS.filter(({ faces }) =>
    wanted ? wanted.includes(faces) : !bench.quick || faces === 1,
  );
  const plan = bench.quick
    ? { rounds: 1, ms: 3000, least: 8 }
    : { rounds: 3, ms: 4000, least: LEAST_FRAMES / 3 };
  fetchPeers(['@vladmandic/human']);
  const site = await servePage();
  try {
    for (const { faces, scenario, webgl } of scenarios) {
      const contenders = CONTENDERS.filter(
        ({ by, mode }) => mode || ((!only || by.startsWith(only)) && (webgl || !by.endsWith('webgl'))),
      );
      const title = `${faces} ${faces === 1 ? 'face' : 'faces'}, ${SIZE.width}×${SIZE.height}`;
      const results = await bench.attempt(title, () =>
        contest(bench, { origin: site.origin, scenario, faces, contenders, ...plan }),
      );
      if (results) {
        report(bench, title, faces, results);
      }
    }
  } finally {
    await site.close();
  }
}

/**
 * @param {import('./support/bench.mjs').Bench} bench
 * @param {{origin: string, scenario: string, faces: number, contenders: typeof CONTENDERS, rounds: number} & Span} options
 */
async function contest(bench, { origin, scenario, faces, contenders, rounds, ms, least }) {
  const clip = await makeClipOf(origin, { ...SIZE, fps: FPS, scenario });
  /** @type {Map<string, Result>} */
  const results = new Map(contenders.map(({ by }) => [by, { frames: [], ms: 0, words: '', failed: null }]));
  const browser = await openBrowser({ clip, origin });
  try {
    for (let round = 0; round < rounds; round++) {
      for (const contender of contenders) {
        const result = /** @type {Result} */ (results.get(contender.by));
        // Software WebGL takes seconds a frame: one round says enough.
        if (!result.failed && (round === 0 || !contender.by.endsWith('webgl'))) {
          const page = await browser.page.context().newPage();
          try {
            const watched = contender.mode
              ? await watchGuise(page, contender.mode, { ms, least })
              : await watchPeer(page, contender, { ms, least, most: 2 * faces });
            result.frames.push(...watched.frames);
            result.ms += (watched.frames.at(-1)?.at ?? 0) - (watched.frames[0]?.at ?? 0);
            result.words = watched.words;
            const typical = median(watched.frames.map(({ total }) => total)) ?? Number.NaN;
            bench.say(`  round ${round + 1}, ${contender.by}: ${typical.toFixed(0)} ms a frame`);
          } catch (error) {
            result.failed = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
          } finally {
            await page.close();
          }
        }
      }
    }
  } finally {
    await browser.close();
  }
  return results;
}

/** How long a page may run before it is measured: caches fill, compilers settle. */
const WARM_UP = 2000;
/** How long a library may take to start and to cover its first frame. */
const PATIENCE = 60_000;

/** @typedef {{ms: number, least: number}} Span at least so long, and at least so many frames */

/** @param {import('@playwright/test').Page} page @param {string} mode @param {Span} span */
async function watchGuise(page, mode, { ms, least }) {
  await page.addInitScript(listenToEngine);
  await page.addInitScript(
    (resolution) =>
      localStorage.setItem('guise', JSON.stringify({ state: { preferences: { resolution } }, version: 1 })),
    SIZE.height,
  );
  await page.goto(`/?autostart&mode=${mode}&renderer=cpu`);
  const live = page.locator('[data-testid=status][data-state=live]');
  await live.waitFor({ state: 'attached', timeout: 60_000 });
  await untilPrecached(page);
  await page.waitForTimeout(WARM_UP);
  const watched = await watch(page, ms, least, 20);
  const frames = watched.map(({ at, report }) => ({
    at,
    total: report.timing.total,
    detect: report.timing.detect,
    faces: report.faces.length,
    asked: report.covered === 'faces' && report.mode === mode,
  }));
  const { width, height } = watched[0].report;
  return { frames, words: `this commit, cpu and wasm, ${width}×${height}` };
}

/**
 * @param {import('@playwright/test').Page} page @param {{library?: string, backend?: string}} contender
 * @param {Span & {most: number}} span
 */
async function watchPeer(page, { library, backend }, { ms, least, most }) {
  await servePeers(page, {
    'page.html': Buffer.from(
      '<!doctype html><title>Peer</title><script type="module" src="peer-page.mjs"></script>',
    ),
    'peer-page.mjs': join(ROOT, 'benchmarks/support/peer-page.mjs'),
    'tfjs-wasm/': join(ROOT, 'node_modules/@tensorflow/tfjs-backend-wasm/dist'),
    'human/': join(peerFolder('@vladmandic/human'), 'dist'),
    'human-models/': join(peerFolder('@vladmandic/human'), 'models'),
    'face-api/': join(FACE_API, 'dist'),
    'face-api-model/': join(FACE_API, 'model'),
  });
  // An origin of its own, which needs no server: on Guise's, its service worker would answer.
  await page.goto('http://localhost/peers/page.html');
  await page.waitForFunction(() => 'startPeer' in globalThis);
  const started = page.evaluate((given) => /** @type {any} */ (globalThis).startPeer(given), {
    library,
    backend,
    ...SIZE,
    most,
  });
  // A library may swallow its error and never answer.
  const words = await Promise.race([started, sleep(PATIENCE).then(() => null)]);
  if (!words) {
    throw new Error(`It did not start within ${PATIENCE / 1000} seconds.`);
  }
  await page.waitForTimeout(WARM_UP);
  /** @type {Frame[]} */
  const frames = await watch(page, ms, least, 20, 'peerFrames');
  return { frames, words };
}

/** @param {import('./support/bench.mjs').Bench} bench @param {string} title @param {number} faces @param {Map<string, Result>} results */
function report(bench, title, faces, results) {
  const rows = [...results].flatMap(([by, { frames, ms, words, failed }]) => {
    if (failed || frames.length === 0) {
      return [];
    }
    const asked = frames.filter((frame) => frame.asked ?? true).length / frames.length;
    return [
      {
        by,
        words,
        fps: ((frames.length - 1) * 1000) / ms,
        total: median(frames.map(({ total }) => total)) ?? Number.NaN,
        p95: quantile(
          frames.map(({ total }) => total),
          0.95,
        ),
        detect: median(frames.map(({ detect }) => detect)),
        found: frames.reduce((sum, frame) => sum + frame.faces, 0) / frames.length,
        asked: `${(asked * 100).toFixed(0)} %`,
        count: frames.length,
      },
    ];
  });
  const own = rows[0]?.total ?? Number.NaN;
  const failures = [...results].flatMap(([by, { failed }]) => (failed ? [`${by} failed: ${failed}`] : []));
  bench.table(
    title,
    [
      'by',
      'what',
      'frames/s',
      'ms a frame',
      'p95',
      '÷ Guise, learned',
      'detection, ms',
      `faces found of ${faces}`,
      'as asked',
      'frames',
    ],
    rows.map(({ by, words, fps, total, p95, detect, found, asked, count }) => [
      by,
      words,
      fps,
      total,
      p95,
      total / own,
      detect,
      found,
      asked,
      count,
    ]),
    [NOTE, ...failures].join(' '),
  );
}

const NOTE =
  'Medians. Milliseconds are from taking the frame to having it covered; where they are under those of a camera frame, the ' +
  'camera sets the frames per second. “As asked”: frames in which the mode that was asked for covered the faces. ' +
  `${peerWords('@vladmandic/human')} and @vladmandic/face-api; webgl is software here.`;
