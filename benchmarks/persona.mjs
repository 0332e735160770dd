/** A face that a network draws, in Node on one thread: a stranger's against the learned one, from the frame's pixels to the crop. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemblyScript } from '../build/assemblyscript.mjs';
import { openLoader } from '../cli/headless/typescript.mjs';
import { ROOT } from '../scripts/run.mjs';
import { median } from './support/bench.mjs';

export const about = "a stranger's face against the learned one: ms a face, one thread";

const FRAME = { width: 1280, height: 720 };

/** @param {import('./support/bench.mjs').Bench} bench */
export async function run(bench) {
  const { learned, persona } = await networks();
  /** @type {Record<string, (timestamp: number) => unknown>} */
  const ways = {};
  for (const face of [100, 300]) {
    ways[`learned, ${face} px`] = (timestamp) => learned.modify(frame, [jobOf(face, 'learned')], timestamp);
    ways[`stranger, ${face} px`] = (timestamp) => persona.draw(frame, [jobOf(face, 'persona')], timestamp);
  }
  /** @type {Record<string, number[]>} */
  const times = {};
  const runs = bench.quick ? 10 : 60;
  for (let i = 0; i < runs + 5; i++) {
    for (const [name, way] of Object.entries(ways)) {
      const began = performance.now();
      await way(i * 33_333);
      if (i >= 5) {
        times[name] = [...(times[name] ?? []), performance.now() - began];
      }
    }
  }
  bench.table(
    'One face, one thread',
    ['face', 'median ms', 'least ms', '÷ learned'],
    Object.entries(times).map(([name, all]) => {
      const own = times[name.replace('stranger', 'learned')] ?? [];
      return [name, median(all) ?? null, Math.min(...all), (median(all) ?? 0) / (median(own) ?? 1)];
    }),
    'Taking turns. From the frame’s pixels to the crop that is warped back; the stranger’s pictures are 192 pixels wide (128 for small faces), the learned ones 128.',
  );
}

const frame = {
  ...FRAME,
  data: Uint8ClampedArray.from({ length: FRAME.width * FRAME.height * 4 }, (_, i) => 90 + ((i * 7) % 83)),
};

/** @param {number} face side of its box, pixels @param {string} mode */
function jobOf(face, mode) {
  const centre = { x: FRAME.width / 2, y: FRAME.height / 2 };
  const side = face * 1.9;
  const box = { x: centre.x - face / 2, y: centre.y - face / 2, width: face, height: face };
  const aligned = { key: 1, track: 1, centre, side, angle: 0.1, sighting: { box, landmarks: [] } };
  const cover = { centre, width: side * 0.6, height: side * 0.74, angle: 0.1, exponent: 2.3, feather: 0.11 };
  return { cover, mode, values: { key: 1 }, aligned };
}

async function networks() {
  const { load } = await openLoader([assemblyScript()]);
  const { CpuLearnedRenderer } = await load('/src/engine/render/cpu/modifier.ts');
  const { PersonaRenderer } = await load('/src/engine/render/persona/renderer.ts');
  const { createSimdModifier } = await load('/src/models/modifier/simd/network.ts');
  const { storedPersona } = await load('/src/models/testing/stored-persona.ts');
  const { modelsOfKind, readModel } = await load('/src/models/catalogue.ts');
  const { modifierWeights } = await load('/src/models/modifier/weights.ts');
  const [json, bin] = modelsOfKind('modifier')[0].variants['8bit'].weights.map(
    (/** @type {{file: string}} */ { file }) => readFileSync(join(ROOT, 'public/models', file)),
  );
  const learned = new CpuLearnedRenderer(async (/** @type {unknown} */ weights) => {
    const network = await createSimdModifier(weights);
    return {
      side: network.side,
      apply: async (/** @type {any[]} */ ...given) => network.apply(...given),
      dispose() {},
    };
  });
  await learned.use(modifierWeights(readModel(String(json), new Uint8Array(bin), '')));
  const persona = new PersonaRenderer();
  await persona.use(storedPersona());
  return { learned, persona };
}
