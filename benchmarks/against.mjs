/**
 * This build against an older one, on one machine, taking turns: the figures of docs/detection.md ("Old against new"). Both are builds for
 * tests, pages and harnesses in one folder (`npx vite build --mode test`). Options: --quick, --old=FOLDER (the older one's `dist-test`),
 * --only=frames,click,crowd,all-passes,wasm, --built (`dist-test` is built already).
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT, run as runProgram } from '../scripts/run.mjs';
import { median } from './support/bench.mjs';
import { load, openBrowser, serveFolder } from './support/browser.mjs';
import { listenToEngine, makeClipOf, startMasking, watch } from './support/frames.mjs';

export const about =
  'this build against an older one: detection, frames, crowd, first picture (docs/detection.md)';

/** @typedef {{name: 'old' | 'new', origin: string, close(): Promise<void>}} Build */
/** @typedef {Record<'old' | 'new', number[]>} Turns */

const SMALL = { width: 640, height: 480, fps: 30 };
const LIVE = '[data-testid=status][data-state=live]';

/** @param {import('./support/bench.mjs').Bench} bench */
export async function run(bench) {
  const option = (/** @type {string} */ name) =>
    bench.args.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const old = option('old');
  if (!old) {
    bench.say('Against which build? --old=FOLDER, an older `dist-test`. Nothing was measured.');
    return;
  }
  const only = option('only')?.split(',');
  if (
    !bench.args.includes('--built') &&
    !runProgram('npx', ['vite', 'build', '--mode', 'test', '--logLevel', 'error'])
  ) {
    throw new Error('The page could not be built (see above).');
  }
  /** @type {Build[]} */
  const builds = [
    { name: 'old', ...(await serveFolder(resolve(old))) },
    { name: 'new', ...(await serveFolder(resolve(ROOT, 'dist-test'))) },
  ];
  const parts = { 'all-passes': allPasses, click, wasm, frames, crowd };
  try {
    for (const [name, part] of Object.entries(parts)) {
      if (!only || only.includes(name)) {
        await bench.attempt(name, () => part(bench, builds));
      }
    }
  } finally {
    await Promise.all(builds.map((build) => build.close()));
  }
}

/**
 * Measures each build in turn, so often. @param {readonly Build[]} builds @param {number} rounds
 * @param {(build: Build) => Promise<number[]>} measure so many figures a turn @returns {Promise<Turns[]>} one for each figure
 */
async function inTurns(builds, rounds, measure) {
  /** @type {Turns[]} */
  const all = [];
  for (let round = 0; round < rounds; round++) {
    for (const build of builds) {
      (await measure(build)).forEach((figure, i) => {
        all[i] ??= { old: [], new: [] };
        all[i]?.[build.name].push(figure);
      });
    }
  }
  return all;
}

/** @param {string} words @param {Turns} turns @returns {import('./support/bench.mjs').Cell[]} */
function row(words, turns) {
  const [before, now] = [median(turns.old), median(turns.new)];
  return [words, before, now, before && now ? now / before : null];
}

const COLUMNS = ['', 'old', 'new', 'new ÷ old'];

async function frames(/** @type {any} */ bench, /** @type {readonly Build[]} */ builds) {
  const rows = [];
  for (const [faces, scenario] of /** @type {const} */ ([
    [1, 'one'],
    [16, 'sixteen'],
  ])) {
    const clip = await makeClipOf(builds[1]?.origin ?? '', { ...SMALL, scenario });
    const turns = await inTurns(builds, bench.quick ? 1 : 2, async ({ origin }) => {
      const { page, close } = await openBrowser({ clip, origin });
      try {
        await page.addInitScript(listenToEngine);
        await page.goto('/?autostart&mode=mask&renderer=cpu');
        await page.locator(LIVE).waitFor({ state: 'attached', timeout: 120_000 });
        await page.waitForTimeout(4000);
        const seen = await watch(page, bench.quick ? 2000 : 4000, 15, 15);
        const of = (/** @type {string} */ part) => median(seen.map(({ report }) => report.timing[part])) ?? 0;
        return [of('detect'), of('total')];
      } finally {
        await close();
      }
    });
    const words = `640×480, ${faces} ${faces === 1 ? 'face' : 'faces'}`;
    rows.push(row(`detection, ${words}`, /** @type {Turns} */ (turns[0])));
    rows.push(row(`whole frame, mask, ${words}`, /** @type {Turns} */ (turns[1])));
  }
  bench.table(
    'A frame, ms',
    COLUMNS,
    rows,
    'Median of rounds in turns of the median frame; live, CPU, default settings.',
  );
}

/** Every pass on, as for a picture. */
async function allPasses(/** @type {any} */ bench, /** @type {readonly Build[]} */ builds) {
  const { drawable, installStage } = await load('./testing/scenes/stage.ts');
  const scene = drawable({
    width: 1280,
    height: 720,
    people: [{ face: 6, x: 640, y: 360, height: 216 }],
  });
  const [turns] = await inTurns(builds, bench.quick ? 1 : 3, async ({ origin }) => {
    const { page, close } = await openBrowser({ origin });
    try {
      await page.goto('/e2e/harness/detect.html');
      await installStage(page);
      const durations = await page.evaluate(
        async ([drawn, looks]) => {
          const { guiseStage, detectHarness } = /** @type {any} */ (globalThis);
          await detectHarness.ready;
          const all = [];
          for (let i = 0; i < looks + 3; i++) {
            all.push((await detectHarness.look(guiseStage.draw(drawn), { effort: 'thorough' })).duration);
          }
          return all.slice(3);
        },
        /** @type {const} */ ([scene, bench.quick ? 5 : 12]),
      );
      return [median(durations) ?? 0];
    } finally {
      await close();
    }
  });
  bench.table('A whole picture with every pass, 1280×720, ms', COLUMNS, [
    row('detection', /** @type {Turns} */ (turns)),
  ]);
}

/** From the click to the first picture with faces alone covered, on a first visit. */
async function click(/** @type {any} */ bench, /** @type {readonly Build[]} */ builds) {
  const clip = await makeClipOf(builds[1]?.origin ?? '', { ...SMALL, scenario: 'one' });
  const [turns] = await inTurns(builds, bench.quick ? 1 : 3, async ({ origin }) => {
    const { page, close } = await openBrowser({ clip, origin });
    try {
      await page.addInitScript(listenToEngine);
      await page.goto('/?renderer=cpu&mode=mask');
      await page.waitForTimeout(1000);
      const clicked = await page.getByRole('button', { name: 'Start the camera' }).evaluate((button) => {
        const now = performance.now();
        /** @type {HTMLElement} */ (button).click();
        return now;
      });
      await page.locator(LIVE).waitFor({ state: 'attached', timeout: 120_000 });
      const seen = await page.evaluate(() => [.../** @type {any} */ (globalThis).benchFrames]);
      return [seen.find((/** @type {any} */ { report }) => report.covered === 'faces').at - clicked];
    } finally {
      await close();
    }
  });
  bench.table('From the click to the first picture with faces alone covered, ms', COLUMNS, [
    row('first visit', /** @type {Turns} */ (turns)),
  ]);
}

/** What the page itself loads until it shows covered faces; the service worker's own loading is for later. */
async function wasm(/** @type {any} */ bench, /** @type {readonly Build[]} */ builds) {
  const clip = await makeClipOf(builds[1]?.origin ?? '', { ...SMALL, scenario: 'one' });
  const [turns] = await inTurns(builds, 1, async ({ origin }) => {
    const { page, close } = await openBrowser({ clip, origin });
    try {
      /** @type {Map<string, Promise<number>>} */
      const weights = new Map();
      page.context().on('response', (response) => {
        if (/\.wasm(\?|$)/.test(response.url())) {
          weights.set(
            response.url(),
            response.body().then(
              (body) => gzipSync(body).length,
              () => 0,
            ),
          );
        }
      });
      await page.route('**/service-worker.js', (route) => route.abort());
      await page.goto('/?autostart');
      await page.locator(LIVE).waitFor({ state: 'attached', timeout: 120_000 });
      await page.waitForTimeout(5000);
      const bytes = await Promise.all(weights.values());
      return [bytes.reduce((sum, one) => sum + one, 0) / 1000];
    } finally {
      await close();
    }
  });
  bench.table('WebAssembly of a default visit, kB gzip', COLUMNS, [
    row('loaded', /** @type {Turns} */ (turns)),
  ]);
}

/** Sixteen faces of 40 to 70 px in 1280×720, live at the defaults: what was bare in the frames that were shown. */
async function crowd(/** @type {any} */ bench, /** @type {readonly Build[]} */ builds) {
  const { makeClip } = await load('./e2e/support/clips.ts');
  const { judge, watchStage } = await load('./e2e/support/watch-stage.ts');
  const drawing = await openBrowser({ origin: builds[1]?.origin ?? '' });
  const request = { name: 'crowd', width: 1280, height: 720, fps: 15, seconds: 4, scenario: 'crowd' };
  const clip = await makeClip(drawing.page, request).finally(() => drawing.close());
  const wanted = bench.quick ? 20 : 300;
  const rows = [];
  for (const processes of [0, 2]) {
    for (const { name, origin } of builds) {
      const { page, close } = await openBrowser({ clip: clip.path, origin });
      const busy = Array.from({ length: processes }, () => spawn('yes', { stdio: 'ignore' }));
      try {
        await startMasking(page);
        let [seen, faces, bare, frames] = [0, 0, 0, 0];
        while (seen < wanted) {
          const { leaks, judged, faces: those } = judge(clip, await watchStage(page, 20, 0));
          seen += 20;
          frames += judged;
          faces += those;
          bare += leaks.length;
        }
        const confirmed = await page.evaluate(() => {
          const all = /** @type {any} */ (globalThis).harness.reports.slice(-100);
          const counts = all.map(
            (/** @type {any} */ report) =>
              report.faces.filter((/** @type {any} */ f) => f.verdict === 'confirmed').length,
          );
          return counts.sort((/** @type {number} */ a, /** @type {number} */ b) => a - b)[counts.length >> 1];
        });
        rows.push([`${name}${processes ? ', two `yes` beside it' : ''}`, frames, faces, bare, confirmed]);
      } finally {
        for (const program of busy) {
          program.kill();
        }
        await close();
      }
    }
  }
  bench.table(
    'Sixteen faces of 40 to 70 px, 1280×720, live',
    ['build', 'frames with faces alone covered', 'faces in them', 'bare', 'confirmed of 16, median'],
    rows,
    'Frames are told by their barcode; those covered whole show none.',
  );
}
