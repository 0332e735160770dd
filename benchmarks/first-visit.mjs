/**
 * What a first visit costs, as a person feels it: JavaScript that is loaded, first paint, what moves under the finger, how fast the
 * page answers while four views run, and what it does when nobody does anything. Options: --quick, and --old=FOLDER with another
 * build (`dist` of an older commit) to take turns with.
 */
import { resolve } from 'node:path';
import { median, quantile } from './support/bench.mjs';
import { load, openBrowser, serveFolder, servePage } from './support/browser.mjs';
import { makeClipOf } from './support/frames.mjs';

export const about = 'JavaScript, first paint, layout shift, answer time and idling of a first visit';

const LIMITS = { shift: 0.02, interaction: 100, idle: 1 };

/** @typedef {{name: string, origin: string, close(): Promise<void>}} Site */

/** @param {import('./support/bench.mjs').Bench} bench */
export async function run(bench) {
  const { SCRIPT_LIMIT } = await load('./e2e/support/script-weight.ts');
  const old = bench.args.find((word) => word.startsWith('--old='))?.slice('--old='.length);
  /** @type {Site[]} */
  const sites = [{ name: 'this', ...(await servePage()) }];
  if (old) {
    sites.unshift({ name: 'old', ...(await serveFolder(resolve(old))) });
  }
  try {
    const clip = await makeClipOf(sites.at(-1)?.origin, {
      scenario: 'one',
      width: 640,
      height: 480,
      fps: 30,
    });
    const rounds = bench.quick ? 3 : 9;
    /** @type {Map<string, {paint: number[], shift: number[], script: number, live: number, interaction: number[], idle: number}>} */
    const measured = new Map();
    for (let round = 0; round < rounds; round++) {
      for (const { name, origin } of sites) {
        const one = await firstScreen(origin);
        const sum = measured.get(name) ?? {
          paint: [],
          shift: [],
          script: 0,
          live: 0,
          interaction: [],
          idle: 0,
        };
        measured.set(name, { ...sum, paint: [...sum.paint, one.paint], script: one.script });
      }
    }
    for (const { name, origin } of sites) {
      const sum = measured.get(name);
      if (sum) {
        Object.assign(sum, await running(origin, clip), { idle: await idling(origin) });
      }
    }
    bench.table(
      'A first visit',
      [
        'build',
        'JavaScript to the first screen, kB gzip',
        'to the first covered picture, kB gzip',
        'first contentful paint, ms',
        'layout shift',
        'interaction to next paint with four views, p98, ms',
        'idle, % of a core',
      ],
      [...measured].map(([name, sum]) => [
        name,
        sum.script / 1000,
        sum.live / 1000,
        median(sum.paint),
        Math.max(0, ...sum.shift).toFixed(3),
        quantile(sum.interaction, 0.98),
        sum.idle,
      ]),
      `To be reached: ${SCRIPT_LIMIT / 1000} kB; layout shift ${LIMITS.shift}; ${LIMITS.interaction} ms; ${LIMITS.idle} %. Without what the browser had of an earlier visit.`,
    );
  } finally {
    await Promise.all(sites.map((site) => site.close()));
  }
}

/** Keeps layout shifts and how long events took to be answered. Runs in the page. */
function observe() {
  const kept = { shift: 0, interactions: /** @type {number[]} */ ([]) };
  Object.assign(globalThis, { guiseVisit: kept });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const shift = /** @type {{value: number, hadRecentInput: boolean}} */ (/** @type {unknown} */ (entry));
      kept.shift += shift.hadRecentInput ? 0 : shift.value;
    }
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (/** @type {{interactionId?: number}} */ (entry).interactionId) {
        kept.interactions.push(entry.duration);
      }
    }
  }).observe(
    /** @type {PerformanceObserverInit} */ ({ type: 'event', durationThreshold: 16, buffered: true }),
  );
}

/** @param {string} origin */
async function firstScreen(origin) {
  const { weighScripts } = await load('./e2e/support/script-weight.ts');
  const { page, close } = await openBrowser({ origin });
  try {
    const weight = await weighScripts(page);
    await page.goto('/');
    await page.getByRole('button', { name: 'Start the camera' }).waitFor();
    await page.waitForTimeout(500);
    const paint = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    );
    return { paint, script: await weight.now() };
  } finally {
    await close();
  }
}

/** From the first screen to four views, with thirty keys pressed meanwhile. @param {string} origin @param {string} clip */
async function running(origin, clip) {
  const { weighScripts } = await load('./e2e/support/script-weight.ts');
  const { page, close } = await openBrowser({ origin, clip });
  try {
    const weight = await weighScripts(page);
    await page.addInitScript(observe);
    await page.goto('/');
    await page.getByRole('button', { name: 'Start the camera' }).click();
    await page
      .locator('[data-testid=status][data-state=live]')
      .waitFor({ state: 'attached', timeout: 120_000 });
    const live = await weight.untilCovered;
    await page.waitForTimeout(3000);
    const shift = await page.evaluate(() => /** @type {any} */ (globalThis).guiseVisit.shift);
    await page.keyboard.press('c');
    await page.waitForTimeout(3000);
    for (let i = 0; i < 15; i++) {
      await page.keyboard.press('m');
      await page.waitForTimeout(200);
      await page.keyboard.press('t');
      await page.waitForTimeout(200);
    }
    const interaction = await page.evaluate(() => /** @type {any} */ (globalThis).guiseVisit.interactions);
    return { live, shift: [shift], interaction };
  } finally {
    await close();
  }
}

/** Share of a core that the page's process takes on the first screen, per cent. @param {string} origin */
async function idling(origin) {
  const { page, close } = await openBrowser({ origin });
  try {
    await page.goto('/');
    // The service worker has put by what it wants to.
    await page.waitForTimeout(15_000);
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const busy = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
    };
    const before = await busy();
    await page.waitForTimeout(10_000);
    return ((await busy()) - before) * 10;
  } finally {
    await close();
  }
}
