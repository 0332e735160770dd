/** A mode is one folder and one line: a copy of the sources gets both, and the mode is found wherever modes are. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const NEW = 'stripes';
let folder: string;
let vite: ViteDevServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'guise-mode-'));
  for (const part of ['src', 'evaluation', 'build', 'cli', 'testing', 'e2e/support', 'package.json']) {
    cpSync(join(root, part), join(folder, part), {
      recursive: true,
      filter: (path) => !/\.test\.tsx?$|\.bin$/.test(path),
    });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const modes = join(folder, 'src/engine/modes');
  // The one line.
  const catalogue = readFileSync(join(modes, 'catalogue.ts'), 'utf8');
  writeFileSync(join(modes, 'catalogue.ts'), catalogue.replace("  'mask',\n", `  'mask',\n  '${NEW}',\n`));
  // The one folder.
  mkdirSync(join(modes, NEW));
  for (const file of ['cpu.ts', 'index.ts', 'shader.wgsl', 'gpu.ts']) {
    cpSync(join(modes, 'blur', file), join(modes, NEW, file));
  }
  const meta = readFileSync(join(modes, 'blur/meta.ts'), 'utf8');
  writeFileSync(
    join(modes, NEW, 'meta.ts'),
    meta.replace("id: 'blur'", `id: '${NEW}'`).replace("label: 'Blur'", "label: 'Stripes'"),
  );
  vite = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
}, 120_000);

afterAll(async () => {
  await vite?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A module of the copy. */
function load(module: string) {
  return vite.ssrLoadModule(join(folder, module));
}

test('the engine draws it, with its defaults, and settings keep it', async () => {
  const { modeOf, modes } = await load('src/engine/modes/kernels.ts');
  const { gpuOf } = await load('src/engine/modes/gpu-kernels.ts');
  const { completeValues } = await load('src/engine/modes/metas.ts');
  const { completeSettings } = await load('src/engine/settings.ts');
  expect(modes.map((mode: { meta: { id: string } }) => mode.meta.id)).toContain(NEW);
  const rgba = Float32Array.from({ length: 64 * 64 * 4 }, (_, i) => (i % 7) / 7);
  const before = rgba.slice();
  modeOf(NEW).cpu({ side: 64, rgba }, completeValues(NEW, {}), new Uint32Array(8));
  expect(rgba).not.toEqual(before);
  expect(gpuOf(NEW).shader).toContain('fn');
  const given = { views: [{ mode: NEW }], values: { [NEW]: { cells: 4 } } };
  expect(completeSettings(given)).toMatchObject(given);
});

test('the page offers it: choices, keys, help, words, thumbnails, studies and more views', async () => {
  const { MODE_ENTRIES, COMPARED_MODES, COMPANIONS, MODE_IDS } = await load('src/session/modes.ts');
  const choices = MODE_ENTRIES.map((entry: { choice: string }) => entry.choice);
  // Number keys, help and selection lists go by this list.
  expect(choices.slice(0, 6)).toEqual(['learned', 'persona', 'mask', 'oval', 'blur', NEW]);
  expect(COMPARED_MODES.map((entry: { choice: string }) => entry.choice)).toContain(NEW);
  expect([COMPANIONS, MODE_IDS]).toEqual([expect.arrayContaining([NEW]), expect.arrayContaining([NEW])]);
  const { modeWords } = await load('src/app/mode-words.ts');
  expect(modeWords.get()[`${NEW}.label`]).toBe('Stripes');
});

test('the command lines know it', async () => {
  const { parseVariants } = await load('cli/variants.ts');
  expect(parseVariants(`${NEW}:cells=4`)).toMatchObject([{ mode: NEW, values: { cells: 4 } }]);
  const { helpOf } = await load('cli/anonymize/main.ts');
  expect(helpOf({ command: '', manual: '' })).toContain(`mask, ${NEW}, oval`);
});

test("the fixture that Python's modes are held to, and the library's types, are made with it", async () => {
  const { MODES } = await load('src/engine/modes/fixtures/draw.ts');
  expect(MODES.map((mode: { meta: { id: string } }) => mode.meta.id)).toContain(NEW);
  const { types } = await load('build/library-types.ts');
  expect(types()).toContain(`'${NEW}'`);
});
