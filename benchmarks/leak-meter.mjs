/**
 * How well the leak meter sees a bare face, and how often it cries for nothing: whole readings, from the engine's picture to the counted
 * faces. Prints tables of docs/leak-meter.md. Options: --quick, --old=FOLDER (an older build's `dist-test`, whose leaks it has to
 * see), --only=alarms,bare,older.
 */
import { resolve } from 'node:path';
import { median } from './support/bench.mjs';
import { load, openBrowser, openHarness, serveFolder } from './support/browser.mjs';
import { startMasking } from './support/frames.mjs';

export const about = "the leak meter's recall on bare faces and its false alarms (docs/leak-meter.md)";

const { facesOf } = await load('./testing/scenes/scene.ts');
const { sceneAt } = await load('./testing/scenes/scenarios.ts');
const { drawable, installStage } = await load('./testing/scenes/stage.ts');

/** Faces that look more or less into the camera, and profiles or nearly so. */
const FACES = [6, 7, 8, 18, 19, 20, 21, 0, 9, 10, 11, 17];
/** Brows to chin, px. */
const HEIGHTS = [24, 40, 70, 120];
const SIZES = /** @type {const} */ ([
  [640, 480],
  [1280, 720],
]);
/** Readings until every square of a frame had its turn, by its width. */
const CYCLE = { 640: 6, 1280: 24 };
/** Readings of each scene in which nothing is bare. */
const ALARM_READINGS = 4;

/** @param {import('./support/bench.mjs').Bench} bench */
export async function run(bench) {
  const harness = await openHarness('leak-meter.html');
  try {
    const { page } = harness;
    await page.goto('e2e/harness/leak-meter.html');
    await installStage(page);
    const examine = (/** @type {any} */ scene, /** @type {any} */ how) =>
      page.evaluate(
        ([drawn, covering]) => {
          const { guiseStage, leakMeterHarness } = /** @type {any} */ (globalThis);
          return leakMeterHarness.examine(guiseStage.draw(drawn), covering);
        },
        /** @type {const} */ ([drawable(scene), how]),
      );
    const option = (/** @type {string} */ name) =>
      bench.args.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
    const [old, only] = [option('old'), option('only')?.split(',')];
    for (const [name, part] of Object.entries({ alarms, bare, ...(old ? { older: leaksOf(old) } : {}) })) {
      if (!only || only.includes(name)) {
        await bench.attempt(name, () => part(bench, examine));
      }
    }
  } finally {
    await harness.close();
  }
}

/** One bare face in a room, not in its middle, read until it is cried for or every square had its turn. */
async function bare(/** @type {any} */ bench, /** @type {any} */ examine) {
  const rows = [];
  const faces = bench.quick ? FACES.slice(0, 6) : FACES;
  for (const [width, height] of SIZES) {
    for (const size of HEIGHTS) {
      /** @type {number[]} */
      const needed = [];
      /** @type {number[]} */
      const durations = [];
      for (const [i, face] of faces.entries()) {
        const x = width * (0.15 + (0.7 * ((i * 7) % faces.length)) / (faces.length - 1));
        const y = height * (0.25 + (0.5 * ((i * 3) % 5)) / 4);
        const scene = { width, height, background: i, people: [{ face, x, y, height: size }] };
        for (let reading = 1; reading <= CYCLE[width]; reading++) {
          const { bareFaces, duration } = await examine(scene, { covers: [] });
          durations.push(duration);
          if (bareFaces > 0) {
            needed.push(reading);
            break;
          }
        }
      }
      const seen = needed.length;
      rows.push([
        `${size} px in ${width}×${height}`,
        faces.length,
        seen,
        seen / faces.length,
        median(needed),
        median(durations),
      ]);
    }
  }
  bench.table(
    'Bare faces that the leak meter cries for',
    ['height, brows to chin', 'faces', 'cried for', 'recall', 'readings until then, median', 'ms a reading'],
    rows,
    `A face stays where it is for as many readings as it takes until every square had its turn: ${CYCLE[640]} in 640×480, ${CYCLE[1280]} in 1280×720.`,
  );
}

/**
 * The crowd, live, as an older build leaves it: of every frame the faces that it left bare stay so here, and all others are covered. The
 * meter reads one frame of it after the other, as it would about once a second.
 * @param {string} folder
 */
function leaksOf(folder) {
  return async (/** @type {any} */ bench, /** @type {any} */ examine) => {
    const { makeClip } = await load('./e2e/support/clips.ts');
    const { judge, watchStage } = await load('./e2e/support/watch-stage.ts');
    const { readBarcode } = await load('./testing/scenes/barcode.ts');
    const { origin, close } = await serveFolder(resolve(folder));
    const crowd = { name: 'crowd', width: 1280, height: 720, fps: 15, seconds: 4, scenario: 'crowd' };
    const drawing = await openBrowser({ origin });
    const clip = await makeClip(drawing.page, crowd).finally(() => drawing.close());
    const browser = await openBrowser({ clip: clip.path, origin });
    /** @type {{scene: any, bare: Set<number>}[]} */
    const leaking = [];
    let frames = 0;
    try {
      await startMasking(browser.page);
      const end = Date.now() + (bench.quick ? 90_000 : 240_000);
      while (leaking.length < 20 && Date.now() < end) {
        const [shown] = await watchStage(browser.page, 1, 0);
        const { judged, leaks } = judge(clip, [shown]);
        frames += judged;
        if (leaks.length > 0) {
          const number = /** @type {number} */ (readBarcode(shown.picture));
          const scene = sceneAt('crowd', { ...crowd, time: number / crowd.fps });
          const bare = new Set(
            leaks.map((/** @type {string} */ leak) => Number(leak.match(/person (\d+)/)?.[1])),
          );
          leaking.push({ scene, bare });
        }
      }
    } finally {
      await browser.close();
      await close();
    }
    const cried = [];
    for (const { scene, bare } of leaking) {
      const hidden = facesOf(scene).filter((/** @type {any} */ { person }) => !bare.has(person));
      cried.push((await examine(scene, { covers: hidden.map(coverOf) })).bareFaces > 0);
    }
    bench.table(
      'The crowd of sixteen, live, as an older build leaves it',
      ['frames', 'with a bare face', 'bare faces in them', 'cried for', 'readings until the first cry'],
      [
        [
          frames,
          leaking.length,
          leaking.reduce((sum, { bare }) => sum + bare.size, 0),
          cried.filter(Boolean).length,
          cried.indexOf(true) + 1 || null,
        ],
      ],
      'Each such frame is read once: whole, and two squares of it in turn.',
    );
  };
}

/** Nothing is bare: whatever it cries for is false. */
async function alarms(/** @type {any} */ bench, /** @type {any} */ examine) {
  const rows = [];
  const count = bench.quick ? 10 : 40;
  for (const [width, height] of SIZES) {
    const rooms = Array.from({ length: count }, (_, background) => ({
      width,
      height,
      background,
      people: [],
    }));
    const crowds = Array.from({ length: count }, (_, i) =>
      sceneAt(i % 2 ? 'group' : 'sixteen', { width, height, time: i / 5, seconds: 8 }),
    );
    for (const [name, scenes] of /** @type {const} */ ([
      ['empty rooms', rooms],
      ['rooms with 4 or 16 covered people', crowds],
    ])) {
      let cried = 0;
      let readings = 0;
      for (const scene of scenes) {
        for (let reading = 0; reading < ALARM_READINGS; reading++, readings++) {
          cried += (await examine(scene, { covers: covers(scene) })).bareFaces > 0 ? 1 : 0;
        }
      }
      rows.push([`${name}, ${width}×${height}`, readings, cried]);
    }
  }
  bench.table('Readings that cry though nothing is bare', ['', 'readings', 'false'], rows);
}

function covers(/** @type {any} */ scene) {
  return facesOf(scene).map(coverOf);
}

/** Of the size of the engine's own. */
function coverOf(/** @type {any} */ { box }) {
  return {
    x: box.x - box.width * 0.3,
    y: box.y - box.height * 0.3,
    width: box.width * 1.6,
    height: box.height * 1.6,
  };
}
