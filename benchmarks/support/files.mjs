/** Videos and photos for benchmarks of files, drawn as the tests draw them. */
import { load, openBrowser } from './browser.mjs';

const HARNESS = 'e2e/harness/media.html';

/**
 * Runs with a page that has the tests' harness for media.
 * @template T @param {(page: import('@playwright/test').Page) => Promise<T>} part @returns {Promise<T>}
 */
async function inStudio(part) {
  const { openSite } = await load('./cli/headless/site.ts');
  const site = await openSite(HARNESS);
  const browser = await openBrowser({ origin: site.base });
  try {
    return await part(browser.page);
  } finally {
    await browser.close();
    await site.close();
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
  const people = [6, 7, 18, 20, 1, 9].map((face, i) => ({
    face,
    x: 400 + (i % 3) * 800,
    y: 450 + Math.floor(i / 3) * 800,
    height: 300,
  }));
  await inStudio(async (page) => {
    await page.goto(`/${HARNESS}`);
    await writePictures(page, new Map([[path, { width: 2400, height: 1700, background: 2, people }]]));
  });
}

/**
 * Opens a photo in the page and changes modes and sizes of covers.
 * @param {import('@playwright/test').Page} page @param {string} path
 * @returns {Promise<{what: string, ms: number}[]>}
 */
export async function timeRedraws(page, path) {
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
      times.push({ what: mode, ms: await timeOf(page, `input[name=mode][value=${mode}]`, '') });
    }
    for (const step of [1, 2, 3]) {
      const value = String(1.2 + 0.1 * (step + 3 * (round % 2)));
      times.push({
        what: 'size of covers',
        ms: await timeOf(page, 'fieldset.card input[type=range][max="3"]', value),
      });
    }
  }
  return times;
}

/**
 * ms from a change of the given control to the next picture on the page.
 * @param {import('@playwright/test').Page} page @param {string} selector @param {string} value
 * @returns {Promise<number>}
 */
function timeOf(page, selector, value) {
  return page.evaluate(
    async ([where, wanted]) => {
      const status = /** @type {HTMLElement} */ (document.querySelector('[data-testid="status"]'));
      const control = /** @type {HTMLInputElement} */ (document.querySelector(/** @type {string} */ (where)));
      const drawn = new Promise((resolve) => {
        const { frames } = status.dataset;
        const observer = new MutationObserver(() => {
          if (status.dataset.frames !== frames) {
            observer.disconnect();
            resolve(performance.now());
          }
        });
        observer.observe(status, { attributes: true });
      });
      const began = performance.now();
      if (control.type !== 'range') {
        control.click();
      } else {
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(control, wanted);
        control.dispatchEvent(new Event('input', { bubbles: true }));
      }
      return /** @type {number} */ (await drawn) - began;
    },
    [selector, value],
  );
}
