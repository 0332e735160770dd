/**
 * `npm run build:lib`: builds the library as an npm package into dist-lib: guise.js with its types, and the folder `assets`
 * (workers, WebAssembly, models), which a site serves as it is. Not with Vite's own `build.lib`: that puts every asset into the
 * script as base64, and a strict content security policy refuses them there. Two builds, so that guise.js names no file of
 * `assets` in a way that a bundler of others would follow: the folder's place is only known at run time (`assetsPath`).
 * The command for files is in the package too (`cli`, docs/anonymize.md); it shares the models.
 * usage: node build/library.mjs [FOLDER]
 */
import { copyFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, runnerImport } from 'vite';
import { ROOT } from '../scripts/run.mjs';
import { assemblyScript } from './assemblyscript.mjs';
import { writeCommand } from './command.mjs';
import { leaveOut, PAGE_ONLY } from './leave-out.mjs';
import { licencesText } from './licences.mjs';
import { modelCatalogue } from './model-catalogue.mjs';
import { separateEntries, workers } from './workers.mjs';

/** What opens videos: a track has none. */
const FILES = /^video-/;
/** Models of what is left out. */
const UNUSED_MODELS = /(^|\/)(action-|mouth-|face-full-range\.|manifest\.json$)|\.tflite$/;

const outDir = resolve(ROOT, process.argv[2] ?? 'dist-lib');
const assets = join(outDir, 'assets');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const common = {
  root: ROOT,
  configFile: /** @type {const} */ (false),
  logLevel: /** @type {const} */ ('error'),
  publicDir: /** @type {const} */ (false),
};
const options = {
  target: 'es2023',
  emptyOutDir: false,
  assetsInlineLimit: 0,
  modulePreload: false,
  chunkSizeWarningLimit: 1200,
};

rmSync(outDir, { recursive: true, force: true });
await build({
  ...common,
  // Each file of the folder finds the others from where it lies itself.
  base: './',
  plugins: [assemblyScript(), modelCatalogue(), separateEntries(), leaveOut(PAGE_ONLY), leaveOut(FILES)],
  worker: workers(''),
  build: {
    ...options,
    outDir: assets,
    assetsDir: '',
    rolldownOptions: {
      input: { engine: join(ROOT, 'src/engine/link/worker.ts') },
      // The version is in its name: guise.js of one and assets of another do not work together unnoticed.
      output: { entryFileNames: `[name]-${version}.js` },
    },
  },
});
for (const folder of ['generated', 'models']) {
  cpSync(join(ROOT, 'public', folder), join(assets, folder), {
    recursive: true,
    filter: (path) => !UNUSED_MODELS.test(path),
  });
}
await build({
  ...common,
  build: {
    ...options,
    outDir,
    rolldownOptions: {
      input: { guise: join(ROOT, 'src/library/index.ts') },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js' },
    },
  },
});

await writeCommand(join(outDir, 'cli'), 'cli/anonymize/packed.ts');

for (const [from, to] of [
  ['src/library/README.md', 'README.md'],
  ['LICENSE', 'LICENSE'],
  ['NOTICE', 'NOTICE'],
]) {
  copyFileSync(join(ROOT, /** @type {string} */ (from)), join(outDir, /** @type {string} */ (to)));
}
/** @param {string} name of a module of this folder */
const load = async (name) =>
  (await runnerImport(join(ROOT, 'build', name), { configFile: false, logLevel: 'error' })).module;
/** @type {typeof import('./library-types.ts')} */
const { types } = await load('library-types.ts');
/** @type {typeof import('./api-reference.ts')} */
const { apiReference } = await load('api-reference.ts');
writeFileSync(join(outDir, 'guise.d.ts'), types());
writeFileSync(join(ROOT, 'docs/library-api.md'), apiReference());
writeFileSync(join(outDir, 'licences.txt'), licencesText());
writeFileSync(join(outDir, 'package.json'), `${JSON.stringify(packageJson(), null, 2)}\n`);

/**
 * Everything is built in: it depends on no other package. The command alone needs Playwright, and says so where it is missing; who puts
 * the library into a page does not have to install it.
 */
function packageJson() {
  return {
    name: 'guise',
    version,
    description: 'Covers the faces in a camera track, on the device, and fails closed.',
    keywords: ['webrtc', 'camera', 'privacy', 'anonymization', 'face', 'livekit', 'jitsi'],
    license: 'Apache-2.0',
    type: 'module',
    sideEffects: false,
    bin: { guise: './cli/guise.js' },
    // Any: where a project has pinned another one, npm would refuse to install the library beside it, optional or not.
    peerDependencies: { 'playwright-core': '*' },
    peerDependenciesMeta: { 'playwright-core': { optional: true } },
    types: './guise.d.ts',
    exports: {
      '.': { types: './guise.d.ts', default: './guise.js' },
      './assets/*': './assets/*',
      './package.json': './package.json',
    },
  };
}
