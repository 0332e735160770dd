/**
 * Files: how long a video of two people takes in the page and on the command line, how fast a large photo is drawn again, and how much
 * memory a long video takes. Options: --quick, --only=page,cli,redraw,memory, --old=FOLDER (a work tree of an older commit, with its
 * packages and models, to take turns with; `npx vite build` in it first).
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { preview } from 'vite';
import { ROOT } from '../scripts/run.mjs';
import { median } from './support/bench.mjs';
import { load, openBrowser, servePage } from './support/browser.mjs';
import { makeVideoOf, timeRedraws, writePhoto } from './support/files.mjs';

export const about = 'seconds to export a video, to draw a photo again, memory of a long video';

const SIZE = { width: 1280, height: 720 };
const SECONDS = 6;
const FPS = 30;
/** The long video is small, so that ten minutes of it can be waited for. */
const LONG = { width: 320, height: 180, fps: 10 };

/** @typedef {{name: 'old' | 'new', folder: string, origin: string, close(): Promise<void>}} Build */

/** @param {import('./support/bench.mjs').Bench} bench */
export async function run(bench) {
  const option = (/** @type {string} */ name) =>
    bench.args.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const only = option('only')?.split(',');
  const wants = (/** @type {string} */ part) => !only || only.includes(part);
  const old = option('old');
  /** @type {Build[]} */
  const builds = [];
  const folder = mkdtempSync(join(tmpdir(), 'guise-bench-'));
  try {
    builds.push({ name: 'new', folder: ROOT, ...(await servePage()) });
    if (old) {
      builds.unshift({
        name: 'old',
        folder: resolve(old),
        ...(await serveFolder(join(resolve(old), 'dist'))),
      });
    }
    const rounds = bench.quick ? 1 : 3;
    if (wants('page') || wants('cli')) {
      const clip = await makeVideoOf({ ...SIZE, fps: FPS, seconds: SECONDS, scenario: 'two' });
      const ways = /** @type {const} */ ([
        ['page', 'page', inPage],
        ['cli', 'command line', (/** @type {Build} */ build) => onCommandLine(build, clip, folder)],
        [
          'cli',
          'command line, --fast',
          (/** @type {Build} */ build) => onCommandLine(build, clip, folder, '--fast'),
        ],
      ]);
      const rows = [];
      for (const [, words, way] of ways.filter(([part]) => wants(part))) {
        const times = await bench.attempt(`export, ${words}`, () =>
          inTurns(builds, rounds, (build) => way(build, clip)),
        );
        if (times) {
          rows.push([words, ...compared(times, builds), ...perFrame(times)]);
        }
      }
      bench.table(
        `Export of ${SECONDS} s of ${SIZE.width} × ${SIZE.height} at ${FPS} frames a second, two people, mask: seconds`,
        ['way', ...columnsOf(builds), 'ms a frame', 'video seconds a second'],
        rows,
        'Medians, in turns. In the page: from choosing the file to the file saved. On the command line: the whole command, with its build and its browser. The page looks as a camera does (fast), the command line thoroughly unless told otherwise.',
      );
    }
    if (wants('redraw')) {
      await bench.attempt('redraw', () => redraws(bench, builds, folder, rounds));
    }
    if (wants('memory')) {
      await bench.attempt('memory', () => memory(bench, builds));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await Promise.all(builds.map((build) => build.close()));
  }

  /** @param {Map<string, number[]>} times */
  function perFrame(times) {
    const seconds = median(times.get('new') ?? []) ?? Number.NaN;
    return [(seconds * 1000) / (SECONDS * FPS), SECONDS / seconds];
  }
}

/** @param {readonly Build[]} builds */
const columnsOf = (builds) => (builds.length > 1 ? ['old', 'new', 'new ÷ old'] : ['new']);

/** @param {Map<string, number[]>} times @param {readonly Build[]} builds */
function compared(times, builds) {
  const of = (/** @type {string} */ name) => median(times.get(name) ?? []) ?? Number.NaN;
  return builds.length > 1 ? [of('old'), of('new'), of('new') / of('old')] : [of('new')];
}

/**
 * @param {readonly Build[]} builds @param {number} rounds @param {(build: Build) => Promise<number>} measure
 * @returns {Promise<Map<string, number[]>>}
 */
async function inTurns(builds, rounds, measure) {
  const times = new Map(
    builds.map(({ name }) => [/** @type {string} */ (name), /** @type {number[]} */ ([])]),
  );
  for (let round = 0; round < rounds; round++) {
    for (const build of builds) {
      const time = await measure(build);
      times.get(build.name)?.push(time);
      console.error(`  ${build.name}: ${time.toFixed(2)}`);
    }
  }
  return times;
}

/** @param {string} outDir */
async function serveFolder(outDir) {
  const server = await preview({
    logLevel: 'error',
    build: { outDir },
    preview: { port: 4321, strictPort: false },
  });
  return {
    origin: (server.resolvedUrls?.local[0] ?? '').replace(/\/$/, ''),
    close: () => server.close(),
  };
}

/** Seconds from choosing the file to having what became of it. @param {Build} build @param {string} clip */
async function inPage(build, clip) {
  const browser = await openBrowser({ origin: build.origin });
  const { page } = browser;
  page.setDefaultTimeout(300_000);
  try {
    await page.goto('/?renderer=cpu&mode=mask');
    // What a first visit loads is another benchmark's.
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.waitForTimeout(1000);
    const began = performance.now();
    await page.getByTestId('file-input').first().setInputFiles(clip);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: /^Export the video/ }).click();
    await (await saved).path();
    return (performance.now() - began) / 1000;
  } finally {
    await browser.close();
  }
}

/** Seconds of the whole command. @param {Build} build @param {string} clip @param {string} folder @param {readonly string[]} more */
async function onCommandLine(build, clip, folder, ...more) {
  const output = join(folder, `${build.name}.mp4`);
  const began = performance.now();
  const command = [
    'run',
    '--silent',
    'anonymize',
    '--',
    clip,
    '-o',
    output,
    '--mode',
    'mask',
    '--force',
    ...more,
  ];
  await ended('npm', command, build.folder);
  return (performance.now() - began) / 1000;
}

/** @param {string} program @param {readonly string[]} args @param {string} cwd @returns {Promise<void>} */
function ended(program, args, cwd) {
  return new Promise((done, failed) => {
    let words = '';
    const child = spawn(program, [...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (piece) => {
        words += piece;
      });
    }
    child.on('error', failed);
    child.on('close', (code) => (code === 0 || code === 3 ? done() : failed(new Error(words))));
  });
}

/**
 * @param {import('./support/bench.mjs').Bench} bench @param {readonly Build[]} builds @param {string} folder @param {number} rounds
 */
async function redraws(bench, builds, folder, rounds) {
  const photo = join(folder, 'six.jpg');
  await writePhoto(photo);
  /** @type {Map<string, {all: number[], by: Map<string, number[]>}>} */
  const measured = new Map(builds.map(({ name }) => [name, { all: [], by: new Map() }]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, origin } of builds) {
      const browser = await openBrowser({ origin });
      try {
        for (const { what, ms } of await timeRedraws(browser.page, photo)) {
          const own = measured.get(name);
          own?.all.push(ms);
          own?.by.set(what, [...(own.by.get(what) ?? []), ms]);
        }
      } finally {
        await browser.close();
      }
    }
  }
  const kinds = [...(measured.get('new')?.by.keys() ?? [])];
  const row = (/** @type {string} */ words, /** @type {(name: string) => number[]} */ of) => [
    words,
    ...compared(new Map(builds.map(({ name }) => [name, of(name)])), builds),
  ];
  bench.table(
    'A photo of 2400 × 1700 with six faces drawn again after a change: ms',
    ['change', ...columnsOf(builds)],
    [
      row('all', (name) => measured.get(name)?.all ?? []),
      ...kinds.map((what) => row(what, (name) => measured.get(name)?.by.get(what) ?? [])),
    ],
    'Medians, from the change of the control to the next picture on the page.',
  );
}

/** @param {import('./support/bench.mjs').Bench} bench @param {readonly Build[]} builds */
async function memory(bench, builds) {
  const { readMemory } = await load('./cli/headless/memory.ts');
  const { chromium } = await import('@playwright/test');
  const { chromiumPath, COMMON_FLAGS } = await load('./testing/chromium.ts');
  const rows = [];
  for (const minutes of [1, bench.quick ? 2 : 10]) {
    const clip = await makeVideoOf({ ...LONG, seconds: 60 * minutes, scenario: 'two' });
    const origin = builds.at(-1)?.origin ?? '';
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...COMMON_FLAGS] });
    const readings = /** @type {number[]} */ ([]);
    let watching = true;
    const watch = (async () => {
      while (watching) {
        readings.push((await readMemory(browser))?.browser ?? Number.NaN);
        await new Promise((done) => setTimeout(done, 500));
      }
    })();
    const page = await (await browser.newContext({ baseURL: origin })).newPage();
    page.setDefaultTimeout(900_000);
    await page.goto('/?renderer=cpu&mode=mask');
    await page.getByTestId('file-input').first().setInputFiles(clip);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: /^Export the video/ }).click();
    await saved;
    watching = false;
    await watch;
    await browser.close();
    rows.push([`${minutes} min`, Math.max(...readings) / 1e6, (median(readings) ?? Number.NaN) / 1e6]);
  }
  const [short, long] = rows.map((row) => /** @type {number} */ (row[1]));
  bench.table(
    `Memory of the whole browser while a video of ${LONG.width} × ${LONG.height}, ${LONG.fps} frames a second, is exported: MB`,
    ['video', 'peak', 'median'],
    [...rows, ['long ÷ short', (long ?? Number.NaN) / (short ?? Number.NaN), null]],
    'Shared memory counts in parts (proportional set size). Both results are kept in memory until they are saved.',
  );
}
