/**
 * How well and how fast faces are found, on the sample photographs' true boxes and on scenes made of their faces.
 * Prints the tables of docs/detection.md. Needs `npm run models` to have run.
 */
import { median, quantile } from './support/bench.mjs';
import { load, openHarness } from './support/browser.mjs';

export const about = 'how well and how fast faces are found (docs/detection.md); ten minutes';

const { TRUE_FACES, PHOTO_HEIGHTS, PHOTO_WIDTH } = await load('./testing/scenes/photos.ts');
const { atBorder, facesOf } = await load('./testing/scenes/scene.ts');
const { coveredShare, isAbout } = await load('./e2e/support/coverage.ts');
const { sceneAt } = await load('./testing/scenes/scenarios.ts');
const { drawable, installStage } = await load('./testing/scenes/stage.ts');

/** Faces that look more or less into the camera. */
const FRONTAL = [6, 7, 8, 18, 19, 20, 21, 13, 14, 16];

/** @param {import('./support/bench.mjs').Bench} bench */
export async function run(bench) {
  const harness = await openHarness('detect.html', 'leak-meter.html');
  try {
    const { page } = harness;
    await page.goto('e2e/harness/detect.html');
    await installStage(page);
    await page.evaluate(() => /** @type {any} */ (globalThis).detectHarness.ready);

    /** @returns {Promise<{detections: any[], duration: number}>} */
    const look = async (/** @type {any} */ scene, effort = 'thorough') => {
      const { detections, duration } = await page.evaluate(
        ([drawn, how]) => {
          const { guiseStage, detectHarness } = /** @type {any} */ (globalThis);
          return detectHarness.look(guiseStage.draw(drawn), { effort: how });
        },
        /** @type {const} */ ([drawable(scene), effort]),
      );
      // Fainter finds only go on with a face that was followed.
      return { detections: detections.filter((/** @type {any} */ d) => d.score >= 0.3), duration };
    };

    const parts = [photographs, rolls, sizes, borders, light, hidden, empty, times];
    for (const part of bench.quick ? [photographs, borders, times] : parts) {
      await bench.attempt(part.name, () => part(bench, look));
    }

    await page.goto('e2e/harness/leak-meter.html');
    await installStage(page);
    if (!bench.quick) {
      await secondDetector(bench, (/** @type {any} */ scene, minScore = 0) =>
        page.evaluate(
          ([drawn, least]) => {
            const { guiseStage, leakMeterHarness } = /** @type {any} */ (globalThis);
            return leakMeterHarness.find(guiseStage.draw(drawn), least);
          },
          /** @type {const} */ ([drawable(scene), minScore]),
        ),
      );
    }
  } finally {
    await harness.close();
  }
}

function judge(/** @type {any} */ scene, /** @type {any[]} */ detections, all = false) {
  const faces = facesOf(scene).filter((/** @type {any} */ face) => all || face.visible > 1 / 3);
  const shares = faces.map((/** @type {any} */ face) => coveredShare(face, detections, scene));
  const others = detections.filter((d) => !faces.some((/** @type {any} */ face) => isAbout(d, face)));
  const sure = detections.filter((d) => d.verdict === 'confirmed');
  return {
    faces: faces.length,
    covered: shares.filter((/** @type {number} */ share) => share >= 0.9).length,
    whole: shares.filter((/** @type {number} */ share) => share >= 0.995).length,
    confirmed: faces.filter((/** @type {any} */ face) => sure.some((d) => isAbout(d, face))).length,
    extra: others.length,
    extraConfirmed: others.filter((d) => d.verdict === 'confirmed').length,
  };
}

async function measure(/** @type {any} */ look, /** @type {any[]} */ scenes, effort = 'thorough') {
  const sum = { faces: 0, covered: 0, whole: 0, confirmed: 0, extra: 0, extraConfirmed: 0 };
  for (const scene of scenes) {
    const { detections } = await look(scene, effort);
    const one = judge(scene, detections);
    for (const key of /** @type {(keyof typeof sum)[]} */ (Object.keys(sum))) sum[key] += one[key];
  }
  return sum;
}

/** @typedef {import('./support/bench.mjs').Cell[]} Row */
const COLUMNS = [
  '',
  'faces',
  'covered ≥ 90 %',
  'covered wholly',
  'confirmed',
  'other boxes',
  'of them confirmed',
];

/** @returns {Row} */
function row(/** @type {string} */ label, /** @type {any} */ s) {
  return [label, s.faces, s.covered, s.whole, s.confirmed, s.extra, s.extraConfirmed];
}

/** A photograph as it is, shrunk to `width`; every true face is in the truth. */
function photograph(/** @type {number} */ photo, /** @type {number} */ width) {
  const scale = width / PHOTO_WIDTH;
  const height = Math.round((PHOTO_HEIGHTS[photo - 1] * scale) / 2) * 2;
  const indices = TRUE_FACES.flatMap((/** @type {any} */ f, /** @type {number} */ i) =>
    f.photo === photo ? [i] : [],
  );
  // The same photograph once for each of its faces, all laid over each other exactly.
  const people = indices.map((/** @type {number} */ i) => {
    const f = TRUE_FACES[i];
    return { face: i, x: f.x * scale, y: f.y * scale, height: f.height * scale, roll: f.roll, cut: 'photo' };
  });
  return { width, height, people };
}

async function photographs(/** @type {any} */ bench, /** @type {any} */ look) {
  /** @type {Row[]} */
  const rows = [];
  for (const effort of ['live', 'thorough']) {
    for (const width of [1920, 1280, 640, 320]) {
      const sum = { faces: 0, covered: 0, whole: 0, confirmed: 0, extra: 0, extraConfirmed: 0 };
      for (let photo = 1; photo <= 6; photo++) {
        const scene = photograph(photo, width);
        const { detections } = await look(scene, effort);
        // The same photograph is laid over itself once a face, so that none is really behind another.
        const one = judge(scene, detections, true);
        for (const key of /** @type {(keyof typeof sum)[]} */ (Object.keys(sum))) sum[key] += one[key];
      }
      rows.push(row(`${width} px wide, ${effort}`, sum));
    }
  }
  bench.table('The six photographs', COLUMNS, rows);
}

function single(/** @type {any} */ person, /** @type {any} */ rest = {}) {
  return { width: 640, height: 480, people: [{ x: 320, y: 230, height: 110, ...person }], ...rest };
}

async function rolls(/** @type {any} */ bench, /** @type {any} */ look) {
  /** @type {Row[]} */
  const rows = [];
  for (const effort of ['live', 'thorough']) {
    for (const roll of [0, 15, 30, 45, 60, 75, 90]) {
      const scenes = FRONTAL.flatMap((face, i) => [
        single({ face, roll }, { background: i }),
        single({ face, roll: -roll }, { background: i }),
      ]);
      rows.push(row(`±${roll}°, ${effort}`, await measure(look, scenes, effort)));
    }
  }
  bench.table('Rolled heads (10 faces, 110 px, 640×480)', COLUMNS, rows);
}

async function sizes(/** @type {any} */ bench, /** @type {any} */ look) {
  /** @type {Row[]} */
  const rows = [];
  for (const effort of ['live', 'thorough']) {
    for (const height of [16, 20, 24, 32, 48, 96, 200, 400, 600]) {
      const scenes = FRONTAL.map((face, i) => ({
        width: 1280,
        height: 720,
        background: i,
        people: [{ face, x: 300 + 60 * i, y: height > 300 ? 380 : 200 + 20 * i, height }],
      }));
      rows.push(row(`${height} px, ${effort}`, await measure(look, scenes, effort)));
    }
  }
  bench.table('Small and large faces (10 faces, 1280×720)', COLUMNS, rows);
}

async function borders(/** @type {any} */ bench, /** @type {any} */ look) {
  /** @type {Row[]} */
  const rows = [];
  const shares = [0.3, 0.4, 0.5, 0.65, 0.8];
  for (const border of ['left', 'right', 'top', 'bottom']) {
    /** @type {Row} */
    const cells = [border];
    for (const share of shares) {
      let covered = 0;
      for (const height of [72, 110, 160]) {
        for (const face of FRONTAL) {
          const scene = atBorder(border, share, face, height);
          const { detections } = await look(scene, 'live');
          covered += coveredShare(facesOf(scene)[0], detections, scene) >= 0.9 ? 1 : 0;
        }
      }
      cells.push(covered);
    }
    rows.push(cells);
  }
  bench.table(
    'Half in: 10 faces, 72, 110 and 160 px, 640×480, live; covered of 30',
    ['', ...shares.map(String)],
    rows,
  );
}

async function light(/** @type {any} */ bench, /** @type {any} */ look) {
  /** @type {Row[]} */
  const rows = [];
  for (const value of [0.5, 0.25, 0.12, 0.06]) {
    rows.push(
      row(
        `light ${value}`,
        await measure(
          look,
          FRONTAL.map((face, i) => single({ face }, { background: i, light: value })),
        ),
      ),
    );
  }
  for (const value of [0.5, 0.25, 0.12]) {
    rows.push(
      row(
        `contrast ${value}`,
        await measure(
          look,
          FRONTAL.map((face, i) => single({ face }, { background: i, contrast: value })),
        ),
      ),
    );
  }
  bench.table('Dark and dull (10 faces, 110 px, 640×480, thorough)', COLUMNS, rows);
}

async function hidden(/** @type {any} */ bench, /** @type {any} */ look) {
  /** @type {Row[]} */
  const rows = [];
  for (const kind of ['lower', 'upper', 'left', 'hand']) {
    rows.push(
      row(
        kind,
        await measure(
          look,
          FRONTAL.map((face, i) => single({ face, hidden: kind }, { background: i })),
        ),
      ),
    );
  }
  bench.table('Partly hidden (10 faces, 110 px, 640×480, thorough)', COLUMNS, rows);
}

async function empty(/** @type {any} */ bench, /** @type {any} */ look) {
  /** @type {Row[]} */
  const rows = [];
  const scenes = Array.from({ length: 40 }, (_, background) => ({
    width: 640,
    height: 480,
    background,
    people: [],
  }));
  rows.push(row('640×480', await measure(look, scenes)));
  bench.table('Empty rooms (40 drawn backgrounds, thorough)', COLUMNS, rows);
}

async function times(/** @type {any} */ bench, /** @type {any} */ look) {
  /** @type {Row[]} */
  const rows = [];
  for (const [width, height] of /** @type {const} */ ([
    [640, 480],
    [1280, 720],
  ])) {
    const scene = { width, height, people: [{ face: 6, x: width / 2, y: height / 2, height: height * 0.3 }] };
    const cells = [];
    for (const effort of ['live', 'thorough']) {
      const all = [];
      for (let i = 0; i < 30; i++) all.push((await look(scene, effort)).duration);
      cells.push(median(all));
    }
    rows.push([`${width}×${height}`, ...cells]);
  }
  bench.table('Time, ms, median of 30', ['', 'live', 'thorough'], rows);
}

/** The leak meter's detector: how its faces compare with the true ones, and what it finds at which score. */
async function secondDetector(/** @type {any} */ bench, /** @type {any} */ find) {
  const scenes = [
    ...[1280, 640].flatMap((width) => [1, 2, 3, 4, 5, 6].map((photo) => photograph(photo, width))),
    ...[0, 2, 4, 6].map((time) => sceneAt('sixteen', { width: 640, height: 480, time, seconds: 8 })),
    ...Array.from({ length: 40 }, (_, background) => ({ width: 640, height: 480, background, people: [] })),
  ];
  /** @type {Record<'width' | 'height' | 'right' | 'down', number[]>} */
  const ratios = { width: [], height: [], right: [], down: [] };
  const least = [0.4, 0.5, 0.6, 0.7];
  const counts = least.map(() => ({ found: 0, others: 0 }));
  let faces = 0;
  for (const scene of scenes) {
    const truth = facesOf(scene);
    faces += truth.length;
    const found = await find(scene, least[0]);
    const used = new Set();
    for (const face of truth) {
      const near = found.find(
        (/** @type {any} */ f) =>
          Math.hypot(f.x + f.width / 2 - face.x, f.y + f.height / 2 - face.y) < 0.5 * face.height,
      );
      if (!near) continue;
      used.add(near);
      counts.forEach((count, i) => {
        if (near.score > (least[i] ?? 0)) count.found++;
      });
      ratios.width.push(near.width / face.box.width);
      ratios.height.push(near.height / face.box.height);
      ratios.right.push((near.x + near.width / 2 - face.x) / face.box.width);
      ratios.down.push((near.y + near.height / 2 - face.y) / face.box.height);
    }
    for (const face of found) {
      if (used.has(face)) continue;
      counts.forEach((count, i) => {
        if (face.score > (least[i] ?? 0)) count.others++;
      });
    }
  }
  bench.table(
    `The leak meter's detector (${faces} faces: photographs, sixteen at a time; 40 empty rooms)`,
    ['least score', 'faces found', 'other boxes'],
    counts.map((count, i) => [least[i] ?? 0, count.found, count.others]),
  );
  bench.table(
    'Its face against the true one',
    ['', '10 %', 'median', '90 %'],
    Object.entries(ratios).map(([name, values]) => [
      name,
      ...[0.1, 0.5, 0.9].map((share) => quantile(values, share)),
    ]),
  );
}
