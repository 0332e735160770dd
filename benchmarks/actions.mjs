/** A look of the action detectors: NanoDet-m on our own kernels against the same network through tfjs, turn by turn in one page. */
import { build, preview } from 'vite';
import { assemblyScript } from '../build/assemblyscript.mjs';
import { securityHeaders } from '../build/security-headers.mjs';
import { median } from './support/bench.mjs';
import { openBrowser } from './support/browser.mjs';

export const about = 'a look of the action detectors, on our own kernels and through tfjs';

const site = {
  configFile: /** @type {const} */ (false),
  logLevel: /** @type {const} */ ('error'),
  plugins: [assemblyScript()],
  build: {
    outDir: '.cache/bench-actions',
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: 'e2e/harness/action-looks.html' },
  },
  preview: { port: 4312, host: '127.0.0.1', headers: securityHeaders() },
};

/** @param {import('./support/bench.mjs').Bench} bench */
export async function run(bench) {
  await build(site);
  const server = await preview(site);
  const browser = await openBrowser({ origin: server.resolvedUrls?.local[0] ?? '' });
  try {
    const { page } = browser;
    await page.goto('e2e/harness/action-looks.html');
    await page.waitForFunction(() => 'actionLooks' in globalThis);
    const times = await page.evaluate(
      (runs) => /** @type {any} */ (globalThis).actionLooks.race(runs),
      bench.quick ? 20 : 100,
    );
    const unit = Object.values(times)[0] ?? [];
    const rows = Object.entries(times).map(([name, all]) => [
      name,
      median(all) ?? Number.NaN,
      Math.min(...all),
      (median(all) ?? Number.NaN) / (median(unit) ?? Number.NaN),
      Math.min(...all) / Math.min(...unit),
      all.length,
    ]);
    bench.table(
      'A look, pixels to boxes, 256 × 256 where nothing else is said',
      ['detector', 'median ms', 'least ms', '÷ tfjs, medians', '÷ tfjs, least', 'runs'],
      rows,
      'Taking turns in one page, on its main thread. A camera’s picture is looked at whole (256 × 192) and near the face (224 × 224).',
    );
  } finally {
    await browser.close();
    await server.close();
  }
}
