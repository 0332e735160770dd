/**
 * Files: how long a video of two people takes in the page and on the command line. Options: --quick, --only=page,cli, --old=FOLDER (a
 * work tree of an older commit, with its packages, models and `dist`, to take turns with).
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './support/bench.mjs';
import { openBrowser } from './support/browser.mjs';
import { columnsOf, compared, inTurns, withBuilds } from './support/builds.mjs';
import { costOf } from './support/cost.mjs';
import { makeVideoOf } from './support/files.mjs';

export const about = 'seconds to export a video of two people, in the page and on the command line';

const SIZE = { width: 1280, height: 720 };
const SECONDS = 6;
const FPS = 30;
const COMMAND = ['run', '--silent', 'anonymize', '--'];

/** @typedef {import('./support/builds.mjs').Build} Build */

/** @param {import('./support/bench.mjs').Bench} bench */
export async function run(bench) {
  const only = bench.args
    .find((word) => word.startsWith('--only='))
    ?.slice('--only='.length)
    .split(',');
  const folder = mkdtempSync(join(tmpdir(), 'guise-bench-'));
  const clip = await makeVideoOf({ ...SIZE, fps: FPS, seconds: SECONDS, scenario: 'two' });
  const ways = [
    { part: 'page', words: 'page', measure: (/** @type {Build} */ build) => inPage(build, clip) },
    {
      part: 'cli',
      words: 'command line',
      measure: (/** @type {Build} */ build) => onCommandLine(build, clip, folder),
    },
    {
      part: 'fast',
      words: 'command line, --fast',
      measure: (/** @type {Build} */ build) => onCommandLine(build, clip, folder, '--fast'),
    },
  ].filter(({ part }) => (only ? only.includes(part) : !bench.quick || part !== 'fast'));
  try {
    await withBuilds(bench, async (builds) => {
      // Whoever gives the command once more finds it built.
      for (const build of builds) {
        await ended('npm', [...COMMAND, '--help'], build.folder);
      }
      const rows = [];
      const work = [];
      for (const { words, measure } of ways) {
        const costs = await bench.attempt(`export, ${words}`, () =>
          inTurns(builds, bench.quick ? 1 : 3, measure),
        );
        if (costs) {
          const seconds = median(costs.seconds.get('new') ?? []) ?? Number.NaN;
          rows.push([
            words,
            ...compared(costs.seconds, builds),
            (seconds * 1000) / (SECONDS * FPS),
            SECONDS / seconds,
          ]);
          work.push([words, ...compared(costs.cpu, builds)]);
        }
      }
      bench.table(
        `Export of ${SECONDS} s of ${SIZE.width} × ${SIZE.height} at ${FPS} frames a second, two people, mask: seconds`,
        ['way', ...columnsOf(builds), 'ms a frame', '× real time'],
        rows,
        'Medians, in turns. In the page: from choosing the file to the file saved. On the command line: the whole command with its browser; what it runs was built before, where a build is kept. The page looks as a camera does (fast), the command line thoroughly unless told otherwise.',
      );
      bench.table(
        'The same: seconds of all processors together',
        ['way', ...columnsOf(builds)],
        work,
        'What other programs take of a busy machine is not in it.',
      );
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From choosing the file to having what became of it. @param {Build} build @param {string} clip */
async function inPage(build, clip) {
  const browser = await openBrowser({ origin: build.origin });
  const { page } = browser;
  page.setDefaultTimeout(300_000);
  try {
    await page.goto('/?renderer=cpu&mode=mask');
    // What a first visit loads is another benchmark's.
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.waitForTimeout(1000);
    return await costOf(async () => {
      await page.getByTestId('file-input').first().setInputFiles(clip);
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: /^Export the video/ }).click();
      await (await saved).path();
    });
  } finally {
    await browser.close();
  }
}

/** The whole command. @param {Build} build @param {string} clip @param {string} folder @param {readonly string[]} more */
async function onCommandLine(build, clip, folder, ...more) {
  const output = join(folder, `${build.name}.mp4`);
  const args = [clip, '-o', output, '--mode', 'mask', '--force', ...more];
  return costOf(() => ended('npm', [...COMMAND, ...args], build.folder));
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
