/**
 * How much memory the browser takes while a long video is exported in the page, against a short one. Options: --minutes=N (10; 2 with --quick).
 */
import { chromium } from '@playwright/test';
import { median } from './support/bench.mjs';
import { load, servePage } from './support/browser.mjs';
import { makeVideoOf } from './support/files.mjs';

export const about =
  'memory of the browser while a video of ten minutes is exported, against one of one minute';

/** Small and slow, so that ten minutes of it can be waited for, and the frames’ barcodes can count them. */
const SIZE = { width: 320, height: 180, fps: 5 };

/** @param {import('./support/bench.mjs').Bench} bench */
export async function run(bench) {
  const site = await servePage();
  try {
    await memory(bench, site.origin);
  } finally {
    await site.close();
  }
}

/** @param {import('./support/bench.mjs').Bench} bench @param {string} origin */
async function memory(bench, origin) {
  const { readMemory } = await load('./cli/headless/memory.ts');
  const { chromiumPath, COMMON_FLAGS } = await load('./testing/chromium.ts');
  const rows = [];
  const asked = bench.args.find((word) => word.startsWith('--minutes='))?.slice('--minutes='.length);
  for (const minutes of [1, asked ? Number(asked) : bench.quick ? 2 : 10]) {
    const clip = await makeVideoOf({ ...SIZE, seconds: 60 * minutes, scenario: 'two' });
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
    `Memory of the whole browser while a video of ${SIZE.width} × ${SIZE.height}, ${SIZE.fps} frames a second, is exported: MB`,
    ['video', 'peak', 'median'],
    [...rows, ['long ÷ short', (long ?? Number.NaN) / (short ?? Number.NaN), null]],
    'Shared memory counts in parts (proportional set size). Both results are kept in memory until they are saved.',
  );
}
