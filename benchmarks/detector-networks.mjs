/** The face networks on Guise's own kernels against MediaPipe's runtime, turn by turn in one page. */
import { median } from './support/bench.mjs';
import { load, openHarness } from './support/browser.mjs';

export const about = "the face networks on our own kernels, against MediaPipe's runtime";

/** What is compared: a network, with the build of its kernels and its arithmetic if these are not the usual ones, and the size of its picture. The first is what the others are divided by. */
const CONTENDERS = [
  { name: 'MediaPipe, full range sparse', size: [192, 192] },
  { name: 'MediaPipe, full range', size: [192, 192] },
  { name: 'face-full-range-sparse', size: [192, 192] },
  { name: 'face-full-range', size: [192, 192] },
  { name: 'yunet', size: [640, 480] },
  { name: 'yunet, relaxed, floats', size: [640, 480] },
  { name: 'narrow', size: [640, 480] },
  { name: 'narrow, relaxed, floats', size: [640, 480] },
  { name: 'yunet', size: [640, 384] },
  { name: 'yunet', size: [320, 256] },
  { name: 'narrow', size: [320, 256] },
];

/** @param {import('./support/bench.mjs').Bench} bench */
export async function run(bench) {
  const { faceModel } = await load('./e2e/support/mediapipe.ts');
  const { drawable, installStage } = await load('./testing/scenes/stage.ts');
  const { sceneAt } = await load('./testing/scenes/scenarios.ts');
  const harness = await openHarness('detector-networks.html');
  try {
    const { page } = harness;
    await page.goto('e2e/harness/detector-networks.html');
    await installStage(page);
    await page.waitForFunction(() => 'detectorNetworks' in globalThis);
    const setup = {
      originals: {
        'MediaPipe, full range sparse': faceModel('face_detection_full_range_sparse.tflite'),
        'MediaPipe, full range': faceModel('face_detection_full_range.tflite'),
      },
      scenes: CONTENDERS.map(({ size: [width = 0, height = 0] }) =>
        drawable(sceneAt('group', { width, height, time: 1, seconds: 3 })),
      ),
      names: CONTENDERS.map(({ name }) => name),
      runs: bench.quick ? 20 : 100,
    };
    const times = await page.evaluate(async ({ originals, scenes, names, runs }) => {
      const { detectorNetworks, guiseStage } = /** @type {any} */ (globalThis);
      for (const [name, model] of Object.entries(originals)) {
        await detectorNetworks.loadMediaPipe(name, model);
      }
      for (const name of new Set(names.filter((n) => !(n in originals)))) {
        await detectorNetworks.load(...name.split(', '));
      }
      const jobs = names.map((name, i) => {
        const drawn = guiseStage.draw(scenes[i]);
        const picture = new OffscreenCanvas(drawn.width, drawn.height);
        picture.getContext('2d')?.drawImage(drawn, 0, 0);
        return { name, picture };
      });
      return detectorNetworks.race(jobs, runs);
    }, setup);
    const unit = median(times[0] ?? []) ?? Number.NaN;
    const rows = CONTENDERS.map(({ name, size }, i) => {
      const all = times[i] ?? [];
      const ms = median(all) ?? Number.NaN;
      return [name, size.join(' × '), ms, Math.min(...all), ms / unit, all.length];
    });
    bench.table(
      'One pass over a picture, pixels to faces',
      ['network', 'picture', 'median ms', 'least ms', "÷ MediaPipe's sparse", 'runs'],
      rows,
      'Taking turns in one page, on its main thread.',
    );
  } finally {
    await harness.close();
  }
}
