/**
 * Builds the library (`npm run build:lib`) into dist-lib: guise.js, its types, the workers, WebAssembly and models. Not with
 * Vite's own `build.lib`: that puts every asset into the script as base64, 11 MB of WebAssembly among them, and a strict
 * content security policy refuses them there.
 */
import { cpSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { assemblyScript } from './scripts/assemblyscript.mjs';
import { licences } from './scripts/licences.mjs';

const root = import.meta.dirname;

function typesAndModels(): Plugin {
  let outDir = '';
  return {
    name: 'guise-library',
    configResolved(config) {
      outDir = config.build.outDir;
    },
    generateBundle() {
      this.emitFile({
        type: 'asset',
        fileName: 'guise.d.ts',
        source: readFileSync(join(root, 'src/library/guise.d.ts'), 'utf8'),
      });
    },
    closeBundle() {
      for (const folder of ['generated', 'models']) {
        cpSync(join(root, 'public', folder), resolve(root, outDir, folder), { recursive: true });
      }
    },
  };
}

export default defineConfig({
  // Where the site that uses it serves the folder; `-- --base /elsewhere/` changes it.
  base: '/guise/',
  publicDir: false,
  plugins: [assemblyScript(), licences(), typesAndModels()],
  worker: { format: 'es', plugins: () => [assemblyScript()] },
  build: {
    target: 'es2023',
    outDir: 'dist-lib',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      input: { guise: join(root, 'src/library/index.ts') },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js' },
    },
  },
});
