/**
 * The page as it is shipped, on a camera of real faces: frames per second, where the time of a frame goes, and how long it
 * takes from a click to the first safe picture. Options: --quick, --renderer=cpu|webgpu, --modes=mask,blur.
 */
import { weighPage } from '../build/page-weight.mjs';
import { median, quantile } from './support/bench.mjs';
import { openBrowser, servePage } from './support/browser.mjs';
import { listenToEngine, makeClipOf, untilPrecached, watch } from './support/frames.mjs';

export const about = 'frames per second, where the time goes, time to the first safe picture, page weight';

const MODES = ['Mask', 'Blur', 'Noise', 'Super-pixel', 'Edge', 'Learned'];
/** The real network takes tens of seconds a frame where a processor plays the graphics processor. */
const TOO_SLOW = { renderer: 'webgpu', mode: 'Learned' };
const SIZES = /** @type {const} */ ([
  { width: 640, height: 480 },
  { width: 1280, height: 720 },
]);
const CROWDS = /** @type {const} */ ([
  { faces: 1, scenario: 'one' },
  { faces: 4, scenario: 'four' },
  { faces: 16, scenario: 'sixteen' },
]);
const FPS = 30;

/** @param {import('./support/bench.mjs').Bench} bench */
export async function run(bench) {
  const option = (/** @type {string} */ name) =>
    bench.args.find((word) => word.startsWith(`--${name}=`))?.split('=')[1];
  const wanted = option('modes')?.toLowerCase().split(',');
  const modes = MODES.filter((mode) =>
    wanted ? wanted.includes(mode.toLowerCase()) : !bench.quick || ['Mask', 'Super-pixel'].includes(mode),
  );
  const renderers = ['cpu', 'webgpu'].filter((kind) => !option('renderer') || kind === option('renderer'));
  const sizes = bench.quick ? SIZES.slice(0, 1) : SIZES;
  const crowds = CROWDS.filter(({ faces }) => !bench.quick || faces !== 4);
  const site = await servePage();
  try {
    const clips = await makeClips(site.origin, sizes, crowds);
    /** @type {Measured[]} */
    const measured = [];
    for (const renderer of renderers) {
      for (const { clip, ...what } of clips) {
        const feasible = modes.filter((mode) => renderer !== TOO_SLOW.renderer || mode !== TOO_SLOW.mode);
        const options = { ...what, clip, renderer, modes: feasible, origin: site.origin, bench };
        await bench.attempt(`${renderer}, ${what.size}, ${what.faces} faces`, () =>
          measureClip(options, measured),
        );
      }
    }
    speedTable(bench, measured);
    shareTable(bench, measured);
    crowdTable(bench, measured);
    const one = clips.find(({ faces }) => faces === 1);
    if (one) {
      await bench.attempt('the first safe picture', () =>
        firstFrame(bench, { clip: one.clip, renderers, origin: site.origin }),
      );
    }
  } finally {
    await site.close();
  }
  weightTable(bench);
}

/** A clip for every size and number of faces. */
async function makeClips(
  /** @type {string} */ origin,
  /** @type {readonly {width: number, height: number}[]} */ sizes,
  /** @type {readonly {faces: number, scenario: string}[]} */ crowds,
) {
  const clips = [];
  for (const { width, height } of sizes) {
    for (const { faces, scenario } of crowds) {
      const clip = await makeClipOf(origin, { width, height, fps: FPS, scenario });
      clips.push({ size: `${width}×${height}`, height, faces, clip });
    }
  }
  return clips;
}

/**
 * @typedef {object} Measured
 * @property {string} renderer @property {string} size @property {number} faces true faces in the picture
 * @property {string} mode @property {number} fps @property {number} covered mean number of faces covered
 * @property {number} whole share of frames covered whole
 * @property {number} asked share of frames in which the faces were covered as asked, and not by what the mode falls back to
 * @property {number} count of the frames
 * @property {number} detect @property {number} track @property {number} render @property {number} total means, ms
 * @property {number} p95 of the total, ms
 */

/** One camera, one renderer, one mode after the other in the same page; what was measured when a mode fails stays. */
async function measureClip(
  /** @type {any} */ { clip, size, height, faces, renderer, modes, origin, bench },
  /** @type {Measured[]} */ measured,
) {
  const browser = await openBrowser({ clip, webgpu: renderer === 'webgpu', origin });
  const { page } = browser;
  try {
    await page.addInitScript(listenToEngine);
    await page.addInitScript(
      (resolution) =>
        localStorage.setItem('guise', JSON.stringify({ state: { preferences: { resolution } }, version: 1 })),
      height,
    );
    await page.goto(`/?autostart&mode=mask&renderer=${renderer}`);
    const status = page.locator(`[data-testid=status][data-renderer=${renderer}][data-state=live]`);
    await status.waitFor({ state: 'attached', timeout: 120_000 });
    await untilPrecached(page);
    for (const mode of modes) {
      await chooseMode(page, mode);
      await page.waitForTimeout(1000);
      const frames = await watch(page, bench.quick ? 3000 : 4000, bench.quick ? 8 : 30, 15);
      const asked = frames.filter(({ report }) => report.mode === mode.toLowerCase()).length / frames.length;
      measured.push({ renderer, size, faces, mode, asked, ...summary(frames) });
    }
  } finally {
    await browser.close();
  }
}

function summary(/** @type {any[]} */ frames) {
  const mean = (/** @type {string} */ part) =>
    frames.reduce((sum, { report }) => sum + report.timing[part], 0) / frames.length;
  const span = (frames.at(-1)?.at ?? 0) - (frames[0]?.at ?? 0);
  const faces = frames.filter(({ report }) => report.covered === 'faces');
  return {
    fps: ((frames.length - 1) * 1000) / span,
    covered: faces.reduce((sum, { report }) => sum + report.faces.length, 0) / Math.max(1, faces.length),
    whole: 1 - faces.length / frames.length,
    count: frames.length,
    detect: mean('detect'),
    track: mean('track'),
    render: mean('render'),
    total: mean('total'),
    p95:
      quantile(
        frames.map(({ report }) => report.timing.total),
        0.95,
      ) ?? Number.NaN,
  };
}

const SOFTWARE =
  'The camera gives 30 frames a second. WebGPU is Chromium’s software renderer where there is no graphics processor: it says that the shaders work, not how fast they are, and the learned face is left out there. “Mode as asked”: frames in which no other mode stood in for it, as the mask does for a learned face that is too slow.';
const rendererWords = (/** @type {string} */ kind) => (kind === 'webgpu' ? 'WebGPU (software)' : 'CPU');

function speedTable(/** @type {any} */ bench, /** @type {Measured[]} */ measured) {
  const rows = measured.map((m) => [
    rendererWords(m.renderer),
    m.size,
    m.faces,
    m.mode,
    m.fps,
    m.total,
    m.p95,
    m.covered,
    `${(m.whole * 100).toFixed(0)} %`,
    `${(m.asked * 100).toFixed(0)} %`,
    m.count,
  ]);
  const columns = [
    'renderer',
    'picture',
    'faces',
    'mode',
    'frames/s',
    'ms a frame',
    'p95',
    'faces covered',
    'covered whole',
    'mode as asked',
    'frames',
  ];
  bench.table('Frames per second', columns, rows, SOFTWARE);
}

function shareTable(/** @type {any} */ bench, /** @type {Measured[]} */ measured) {
  const share = (/** @type {number} */ part, /** @type {Measured} */ m) =>
    `${((part / m.total) * 100).toFixed(1)} %`;
  const rows = measured.map((m) => [
    rendererWords(m.renderer),
    m.size,
    m.faces,
    m.mode,
    m.detect,
    m.render,
    share(m.detect, m),
    share(m.render, m),
    share(m.total - m.detect - m.render, m),
    share(m.total - m.detect, m),
  ]);
  const columns = [
    'renderer',
    'picture',
    'faces',
    'mode',
    'detect, ms',
    'render, ms',
    'detection',
    'rendering',
    'everything else',
    'all but detection',
  ];
  bench.table(
    'Where the time of a frame goes',
    columns,
    rows,
    'Means. Detection includes copying the frame out of the camera’s memory, which CPU rendering shares.',
  );
}

/** What more faces cost, against one face in the same picture. */
function crowdTable(/** @type {any} */ bench, /** @type {Measured[]} */ measured) {
  const rows = measured
    .filter(({ faces }) => faces > 1)
    .flatMap((m) => {
      const one = measured.find(
        (o) => o.faces === 1 && o.renderer === m.renderer && o.size === m.size && o.mode === m.mode,
      );
      return one
        ? [
            [
              rendererWords(m.renderer),
              m.size,
              m.faces,
              m.mode,
              m.total / one.total,
              m.detect / one.detect,
              m.render / one.render,
            ],
          ]
        : [];
    });
  bench.table(
    'Cost of more faces, as a multiple of one face',
    ['renderer', 'picture', 'faces', 'mode', 'frame', 'detection', 'rendering'],
    rows,
  );
}

/** From the click on the button to the first safe picture and to the first with faces covered and the rest shown. */
async function firstFrame(/** @type {any} */ bench, /** @type {any} */ { clip, renderers, origin }) {
  const rows = [];
  for (const renderer of renderers) {
    /** @type {{cold: number[][], warm: number[][]}} */
    const times = { cold: [], warm: [] };
    for (let round = 0; round < (bench.quick ? 1 : 3); round++) {
      const browser = await openBrowser({ clip, webgpu: renderer === 'webgpu', origin });
      await browser.page.addInitScript(listenToEngine);
      for (const kind of /** @type {const} */ (['cold', 'warm'])) {
        await browser.page.goto(`/?renderer=${renderer}&mode=mask`);
        await browser.page.waitForTimeout(1000);
        const clicked = await browser.page
          .getByRole('button', { name: 'Start the camera' })
          .evaluate((button) => {
            const now = performance.now();
            /** @type {HTMLElement} */ (button).click();
            return now;
          });
        await browser.page
          .locator('[data-testid=status][data-state=live]')
          .waitFor({ state: 'attached', timeout: 120_000 });
        const frames = await browser.page.evaluate(() => [.../** @type {any} */ (globalThis).benchFrames]);
        const first = frames.find((/** @type {any} */ f) => f.report.covered === 'faces');
        times[kind].push([frames[0].at - clicked, first.at - clicked]);
      }
      await browser.close();
    }
    for (const kind of /** @type {const} */ (['cold', 'warm'])) {
      const of = (/** @type {number} */ i) => median(times[kind].map((pair) => pair[i] ?? Number.NaN));
      rows.push([
        rendererWords(renderer),
        kind === 'cold' ? 'first visit' : 'page known to the browser',
        of(0),
        of(1),
      ]);
    }
  }
  bench.table(
    'From the click to the picture, ms',
    [
      'renderer',
      'visit',
      'first safe picture (covered whole)',
      'first with faces covered and the rest shown',
    ],
    rows,
    'Medians. The server is on the same machine, so the network takes no time. The camera of the test answers at once and without a question.',
  );
}

/** The built page by part. */
function weightTable(/** @type {any} */ bench) {
  const rows = weighPage().map(({ part, bytes, gzip }) => [
    part,
    Math.round(bytes / 1000),
    Math.round(gzip / 1000),
  ]);
  bench.table(
    'Weight of the page, kB',
    ['part', 'plain', 'gzipped'],
    rows,
    'Everything that is built. WebAssembly comes in two variants, of which a browser loads one.',
  );
}

/** The weak modes are behind "Compare". @param {any} page @param {string} mode its label */
async function chooseMode(page, mode) {
  const radio = page.getByRole('radio', { name: mode, exact: true });
  if (!(await radio.isVisible())) {
    await page.getByRole('button', { name: 'Compare' }).click();
  }
  await radio.check();
}
