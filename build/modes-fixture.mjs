/**
 * Writes src/engine/modes/fixtures/modes.{json,bin}: what the page's reference renderer makes of a drawn frame in every
 * preset of every classical mode, with fixed keys, and the covers it makes of given faces. The page's tests and those of
 * `training/` (which has the same modes in Python) both hold to it. Run it again when a mode changes on purpose:
 *
 *   node build/modes-fixture.mjs && npx biome check --write src/engine/modes/fixtures
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'src/engine/modes/fixtures');
/** @type {typeof import('../src/engine/modes/fixtures/draw.ts')} */
const { MODES, FACES, drawnFrame, drawCase } = (
  await runnerImport(join(folder, 'draw.ts'), { configFile: false, logLevel: 'error' })
).module;

const frame = drawnFrame();
const blob = [rgbOf(frame)];
const cases = [];
let offset = rgbOf(frame).length;
/** @type {readonly import('../src/engine/face.ts').Cover[]} */
let covers = [];
for (const mode of MODES) {
  for (const { label, values } of mode.meta.presets) {
    const key = Array.from({ length: 8 }, (_, i) => (0x9e3779b9 * (i + 1 + 8 * cases.length)) >>> 0);
    const drawn = drawCase(frame, mode, values, key);
    covers = drawn.covers;
    const bytes = rgbOf(drawn.picture);
    cases.push({ mode: mode.meta.id, label, values, key, offset });
    blob.push(bytes);
    offset += bytes.length;
  }
}
const description = {
  layout: 'RGB, 8 bits, row by row; the frame first, then one picture a case',
  tolerance: { levels: 1, share: 0.002 },
  bin: 'modes.bin',
  width: frame.width,
  height: frame.height,
  faces: FACES.map((face, i) => ({ ...face, cover: covers[i] })),
  modes: MODES.map(({ meta }) => ({ id: meta.id, parameters: meta.parameters, presets: meta.presets })),
  cases,
};
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'modes.bin'), Buffer.concat(blob));
writeFileSync(join(folder, 'modes.json'), `${JSON.stringify(description, null, 2)}\n`);
console.log(`${cases.length} cases, ${offset} bytes`);

/** @param {{data: Uint8ClampedArray}} pixels */
function rgbOf({ data }) {
  return Uint8Array.from({ length: (data.length / 4) * 3 }, (_, i) =>
    Number(data[Math.floor(i / 3) * 4 + (i % 3)]),
  );
}
