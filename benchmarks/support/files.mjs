/** Videos and photos for benchmarks of files, drawn as the tests draw them. */
import { load, openHarness } from './browser.mjs';

/**
 * Runs with a page that has the tests' harness for media.
 * @template T @param {(page: import('@playwright/test').Page) => Promise<T>} part @returns {Promise<T>}
 */
async function inStudio(part) {
  const harness = await openHarness('media.html');
  try {
    return await part(harness.page);
  } finally {
    await harness.close();
  }
}

/**
 * An MP4 of real faces as the tests have them: made once, kept under .cache.
 * @param {{width: number, height: number, fps: number, seconds: number, scenario: string}} what
 * @returns {Promise<string>} its path
 */
export async function makeVideoOf({ width, height, fps, seconds, scenario }) {
  const { makeVideo } = await load('./e2e/support/videos.ts');
  const durations = new Array(fps * seconds).fill(1 / fps);
  const name = `bench-${scenario}-${height}-${seconds}`;
  return inStudio(
    async (page) =>
      (await makeVideo(page, { name, container: 'mp4', width, height, durations, scenario })).path,
  );
}

/** Four megapixels with six faces. @param {string} path of the JPEG to be written */
export async function writePhoto(path) {
  const { writePictures } = await load('./testing/scenes/write.ts');
  const { SIX_FACES } = await load('./testing/redraw.ts');
  await inStudio(async (page) => {
    await page.goto('/e2e/harness/media.html');
    await writePictures(page, new Map([[path, SIX_FACES]]));
  });
}

/**
 * Opens a photo in the page and changes modes and sizes of covers.
 * @param {import('@playwright/test').Page} page @param {string} path
 * @returns {Promise<{what: string, ms: number}[]>}
 */
export async function timeRedraws(page, path) {
  const { redrawTime } = await load('./testing/redraw.ts');
  await page.goto('/?renderer=cpu&mode=blur');
  await page.getByTestId('file-input').first().setInputFiles(path);
  await page
    .locator('[data-testid=file][data-activity=still]')
    .waitFor({ state: 'attached', timeout: 60_000 });
  await page.locator('[data-testid=status][data-state=live]').waitFor({ state: 'attached', timeout: 60_000 });
  await page
    .getByText('Compare', { exact: true })
    .first()
    .click()
    .catch(() => undefined);
  const times = [];
  for (const round of [1, 2]) {
    for (const mode of ['mask', 'noise', 'edge', 'super-pixel', 'blur']) {
      times.push({ what: mode, ms: await redrawTime(page, `input[name=mode][value=${mode}]`, '') });
    }
    for (const step of [1, 2, 3]) {
      // Neither build begins with one of these: a change to the same value draws nothing.
      const value = (2 + 0.1 * (step + 3 * (round % 2))).toFixed(1);
      times.push({
        what: 'size of covers',
        ms: await redrawTime(page, 'input[type=range][min="1.2"]', value),
      });
    }
  }
  return times;
}
