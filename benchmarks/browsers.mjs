/**
 * Chromium, Firefox and WebKitGTK taking turns on the same camera of four people, which a canvas plays in each. Options: --quick,
 * --mode=mask, --old=FOLDER (another build of the page, such as an earlier one's `dist`).
 */
import { join, resolve } from 'node:path';
import { ROOT, run as runProgram } from '../scripts/run.mjs';
import { median } from './support/bench.mjs';
import { load, openBrowser } from './support/browser.mjs';

export const about = 'frames per second in Chromium, Firefox and WebKitGTK, side by side';

const CAMERA = { framesPerSecond: 30 };
/** Ms that a page warms up, and that its frames are counted. */
const WARM = 3000;
const COUNT = 8000;

/** @param {import('./support/bench.mjs').Bench} bench */
export async function run(bench) {
  const option = (/** @type {string} */ name) =>
    bench.args.find((word) => word.startsWith(`--${name}=`))?.split('=')[1];
  const mode = option('mode') ?? 'mask';
  const old = option('old');
  if (!runProgram('npm', ['run', '--silent', 'build', '--', '--logLevel', 'error'])) {
    throw new Error('The page could not be built (see above).');
  }
  const { Site } = await load('./e2e/other-browsers/support/site.ts');
  const { GuisePage } = await load('./e2e/other-browsers/support/guise-page.ts');
  const builds = [
    ...(old ? [{ name: 'old', folder: resolve(old) }] : []),
    { name: 'new', folder: join(ROOT, 'dist') },
  ];
  const sites = builds.map(({ name, folder }, i) => ({ name, site: new Site(folder, 4330 + i) }));
  /** @type {Map<string, number[]>} */
  const measured = new Map();
  try {
    for (const { site } of sites) {
      await site.start();
    }
    for (let round = 0; round < (bench.quick ? 2 : 4); round++) {
      for (const browser of await launchers()) {
        for (const { name, site } of sites) {
          await bench.attempt(`${browser.name}, ${name} build, round ${round + 1}`, async () => {
            const rate = await framesPerSecond(browser, site, mode, GuisePage);
            const key = `${browser.name} ${name}`;
            measured.set(key, [...(measured.get(key) ?? []), rate]);
          });
        }
      }
    }
  } finally {
    for (const { site } of sites) {
      await site.stop();
    }
  }
  const rate = (/** @type {string} */ browser, /** @type {string} */ build) => {
    const all = measured.get(`${browser} ${build}`);
    return all ? median(all) : null;
  };
  const ratio = (/** @type {number | null} */ a, /** @type {number | null} */ b) => (a && b ? a / b : null);
  bench.table(
    `Frames per second, ${mode}, 640×480, four faces, CPU`,
    ['browser', ...(old ? ['old'] : []), 'new', ...(old ? ['new ÷ old'] : []), '÷ Chromium (new)'],
    (await launchers()).map(({ name }) => [
      name,
      ...(old ? [rate(name, 'old')] : []),
      rate(name, 'new'),
      ...(old ? [ratio(rate(name, 'new'), rate(name, 'old'))] : []),
      ratio(rate(name, 'new'), rate('Chromium', 'new')),
    ]),
    'Median of rounds in which they take turns. The camera gives 30 frames a second at most; 0: no picture with faces covered came.',
  );
}

async function launchers() {
  const { launchFirefox } = await load('./e2e/other-browsers/support/firefox.ts');
  const { launchWebKit } = await load('./e2e/other-browsers/support/webkit.ts');
  return [
    { name: 'Chromium', launch: launchChromium },
    { name: 'Firefox', launch: launchFirefox },
    { name: 'WebKit', launch: launchWebKit },
  ];
}

/**
 * @param {{launch: Function}} browser @param {any} site @param {string} mode @param {any} GuisePage
 * @returns {Promise<number>} pictures with faces covered that the page showed, by second
 */
async function framesPerSecond({ launch }, site, mode, GuisePage) {
  const chromium = await openBrowser({ origin: site.origin });
  const launched = await launch(() => undefined, site.port);
  try {
    const guise = new GuisePage(await launched.open(), site, chromium.page);
    await guise.preparePictures();
    await chromium.close();
    await guise.open(`?autostart&renderer=cpu&mode=${mode}`, CAMERA);
    return await guise.tab.run(countFrames, WARM, COUNT);
  } finally {
    await launched.close();
    await chromium.close();
  }
}

/** Runs in the page. @param {number} warm @param {number} count both ms */
async function countFrames(warm, count) {
  // WebKit's driver is back before the page has drawn itself.
  const status = () =>
    /** @type {HTMLElement | null} */ (document.querySelector('[data-testid="status"]'))?.dataset ?? {};
  const wait = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
  for (const end = performance.now() + 60_000; status().state !== 'live'; await wait(100)) {
    if (performance.now() > end) {
      return 0;
    }
  }
  await wait(warm);
  const [began, before] = [performance.now(), Number(status().frames)];
  await wait(count);
  return (1000 * (Number(status().frames) - before)) / (performance.now() - began);
}

/** The same tab in Chromium, which Playwright drives. */
async function launchChromium() {
  const { page, version, close } = await openBrowser({ origin: 'http://127.0.0.1' });
  return {
    version: `Chromium ${version}`,
    close,
    open: async () => ({
      goto: (/** @type {string} */ url) => page.goto(url),
      run: (/** @type {Function} */ inPage, /** @type {unknown[]} */ ...given) =>
        page.evaluate(`(${inPage})(...${JSON.stringify(given)})`),
    }),
  };
}
