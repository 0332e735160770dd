/** A look of the action detectors: NanoDet-m on our own kernels against the same network through tfjs, turn by turn in one page. */
import { median } from './support/bench.mjs';
import { openHarness } from './support/browser.mjs';

export const about = 'a look of the action detectors, on our own kernels and through tfjs';

/** @param {import('./support/bench.mjs').Bench} bench */
export async function run(bench) {
  const harness = await openHarness('action-looks.html');
  try {
    const { page } = harness;
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
      'Taking turns in one page, on its main thread. A camera’s picture is looked at whole (256 × 192) and near the face (224 × 224), for hands as far as arms reach (192 × 192).',
    );
  } finally {
    await harness.close();
  }
}
