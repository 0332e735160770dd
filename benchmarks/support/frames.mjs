/** Clips for the camera of a benchmark, and the frames that the page shows of them. */
import { load, openBrowser } from './browser.mjs';

/**
 * A clip of real faces, as the tests have them: made once, kept under .cache.
 * @param {string} origin of a served page @param {{width: number, height: number, fps: number, scenario: string}} what
 * @returns {Promise<string>} its path
 */
export async function makeClipOf(origin, { width, height, fps, scenario }) {
  const { makeClip } = await load('./e2e/support/clips.ts');
  const browser = await openBrowser({ origin });
  try {
    const name = `bench-${scenario}-${height}`;
    return (await makeClip(browser.page, { name, width, height, fps, seconds: 3, scenario })).path;
  } finally {
    await browser.close();
  }
}

/** Runs in the page before anything else: keeps what the engine's worker reports about its frames. */
export function listenToEngine() {
  const frames = /** @type {unknown[]} */ ([]);
  /** @type {any} */ (globalThis).benchFrames = frames;
  const Real = Worker;
  globalThis.Worker = class extends Real {
    constructor(/** @type {string | URL} */ url, /** @type {WorkerOptions | undefined} */ options) {
      super(url, options);
      this.addEventListener('message', ({ data }) => {
        if (data.type === 'safe-frame' && data.view === 0) {
          frames.push({ at: performance.now(), report: data.report });
        }
      });
    }
  };
}

/**
 * Waits until the service worker has precached the page: on a first visit that keeps a processor busy for seconds, and a longer
 * visit is not like that.
 * @param {import('@playwright/test').Page} page
 */
export async function untilPrecached(page) {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}

/**
 * The frames of so many ms, or of up to `more` seconds longer until there are `least` of them.
 * @param {import('@playwright/test').Page} page in which `name` is a list of frames
 * @param {number} ms @param {number} least @param {number} more @param {string} [name]
 * @returns {Promise<any[]>}
 */
export async function watch(page, ms, least, more, name = 'benchFrames') {
  const count = () => page.evaluate((list) => /** @type {any} */ (globalThis)[list].length, name);
  await page.evaluate((list) => {
    /** @type {any} */ (globalThis)[list].length = 0;
  }, name);
  await page.waitForTimeout(ms);
  for (let tries = 0; tries < more && (await count()) < least; tries++) {
    await page.waitForTimeout(1000);
  }
  return page.evaluate((list) => [.../** @type {any} */ (globalThis)[list]], name);
}

/**
 * Starts the engine's harness on the camera, 1280×720, with black masks drawn by the processor; resolves when faces are covered.
 * @param {import('@playwright/test').Page} page
 */
export async function startMasking(page) {
  await page.goto('/e2e/harness/engine.html');
  await page.evaluate(() =>
    /** @type {any} */ (globalThis).harness.start(
      // An older build calls the leak meter an audit.
      {
        views: [{ mode: 'mask' }],
        values: { mask: { style: 'black' } },
        renderer: 'cpu',
        leakRate: 0,
        auditRate: 0,
      },
      { width: 1280, height: 720 },
    ),
  );
  await page.waitForFunction(
    () => /** @type {any} */ (globalThis).harness.reports.at(-1)?.covered === 'faces',
  );
}
