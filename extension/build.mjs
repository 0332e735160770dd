/**
 * `npm run extension`: builds the browser extension into the folder dist-extension and packs it as dist-extension.zip.
 * Three builds, for a content script is one file without imports: the extension's pages with their workers, the page's script, and the
 * bridge beside it.
 * usage: node extension/build.mjs [--test FOLDER]   (a folder only, for the tests: the permission for 127.0.0.1 is there already)
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { zipSync } from 'fflate';
import { build } from 'vite';
import { assemblyScript } from '../build/assemblyscript.mjs';
import { leaveOut } from '../build/leave-out.mjs';
import { workers } from '../build/workers.mjs';
import { manifest } from './manifest.mjs';

const here = import.meta.dirname;
const root = resolve(here, '..');
const test = process.argv.includes('--test');
const outDir = resolve(
  root,
  test ? (process.argv[process.argv.indexOf('--test') + 1] ?? '') : 'dist-extension',
);

/** What is only loaded for the page's meters and actions, which the extension has none of: their workers, networks and weights. */
const UNUSED = /^assets\/((privacy|action|adapt)-worker|device-detector|face_recognition_model)-/;

const common = {
  root: here,
  configFile: /** @type {const} */ (false),
  logLevel: /** @type {const} */ ('warn'),
  // Addresses start at the extension's own root.
  base: '/',
  publicDir: /** @type {const} */ (false),
  plugins: [assemblyScript()],
};
const options = {
  target: 'es2023',
  outDir,
  emptyOutDir: false,
  assetsInlineLimit: 0,
  modulePreload: { polyfill: false },
  chunkSizeWarningLimit: 1200,
};

rmSync(outDir, { recursive: true, force: true });
await build({
  ...common,
  plugins: [assemblyScript(), leaveOut(UNUSED)],
  worker: workers('assets/'),
  build: {
    ...options,
    rolldownOptions: {
      input: {
        background: join(here, 'background.ts'),
        ...Object.fromEntries(
          ['camera', 'frame', 'offscreen', 'popup'].map((page) => [page, join(here, `${page}.html`)]),
        ),
      },
      output: {
        entryFileNames: ({ name }) => (name === 'background' ? 'background.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
for (const [name, entry] of [
  ['page', 'page/index.ts'],
  ['bridge', 'bridge/index.ts'],
]) {
  await build({
    ...common,
    build: {
      ...options,
      rolldownOptions: {
        input: join(here, /** @type {string} */ (entry)),
        output: { format: 'iife', entryFileNames: `${name}.js` },
      },
    },
  });
}

mkdirSync(outDir, { recursive: true });
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const text = manifest(version, test ? { granted: 'http://127.0.0.1/*' } : {});
writeFileSync(join(outDir, 'manifest.json'), `${JSON.stringify(text, null, 2)}\n`);
cpSync(join(root, 'public/generated'), join(outDir, 'generated'), { recursive: true });
cpSync(join(root, 'public/models'), join(outDir, 'models'), {
  recursive: true,
  // The action detector is the page's.
  filter: (path) => !path.includes('action-'),
});
for (const icon of ['guise-192.png', 'guise-512.png']) {
  cpSync(join(root, 'public/icons', icon), join(outDir, 'icons', icon));
}
for (const file of ['LICENSE', 'NOTICE']) {
  try {
    cpSync(join(root, file), join(outDir, file));
  } catch {
    // Where there is none yet.
  }
}

if (!test) {
  /** @type {Record<string, Uint8Array>} */
  const files = {};
  for (const entry of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) {
      const path = join(entry.parentPath, entry.name);
      files[path.slice(outDir.length + 1)] = readFileSync(path);
    }
  }
  // A fixed time: the same sources make the same zip.
  const zip = zipSync(files, { level: 9, mtime: new Date(1980, 0, 1) });
  writeFileSync(`${outDir}.zip`, zip);
  const bytes = Object.values(files).reduce((sum, { length }) => sum + length, 0);
  console.log(
    `dist-extension: ${Object.keys(files).length} files, ${(bytes / 1e6).toFixed(1)} MB; dist-extension.zip: ${(zip.length / 1e6).toFixed(1)} MB`,
  );
}
