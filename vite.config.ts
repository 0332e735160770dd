import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { configDefaults } from 'vitest/config';
import { assemblyScript } from './build/assemblyscript.mjs';
import { licences } from './build/licences.mjs';
import { mendMediabunny } from './build/mediabunny.mjs';
import { modelCatalogue } from './build/model-catalogue.mjs';
import { offlineOptions } from './build/offline.mjs';
import { preloadApp } from './build/preload.mjs';
import { developmentHeaders, headersFile, securityHeaders } from './build/security-headers.mjs';
import { shellInHtml } from './build/shell.mjs';
import { workers } from './build/workers.mjs';

const root = import.meta.dirname;
const harness = resolve(root, 'e2e/harness');
/** How long the bundler's plugins took is no warning. */
const QUIET = { bundlerTimings: false };

/** Test builds also hold the harness pages that e2e tests drive parts of the engine with; they are never shipped. */
function pages(mode: string): Record<string, string> {
  const entries: Record<string, string> = existsSync(resolve(root, 'index.html'))
    ? { main: resolve(root, 'index.html') }
    : {};
  if (mode === 'test' && existsSync(harness)) {
    for (const file of readdirSync(harness).filter((name) => name.endsWith('.html'))) {
      entries[`harness-${file.replace('.html', '')}`] = resolve(harness, file);
    }
  }
  return entries;
}

/** The same headers for static hosts. */
function headersPlugin(): Plugin {
  return {
    name: 'guise-headers',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: '_headers', source: headersFile() });
    },
  };
}

export default defineConfig(({ mode }) => ({
  plugins: [
    react(),
    assemblyScript(),
    mendMediabunny(),
    modelCatalogue(),
    preloadApp(),
    shellInHtml(),
    headersPlugin(),
    licences(),
    VitePWA(offlineOptions()),
  ],
  worker: workers('assets/'),
  // For the tests in Node: see `deps` below.
  ssr: { resolve: { mainFields: ['module', 'main'] } },
  build: {
    target: 'es2023',
    outDir: mode === 'test' ? 'dist-test' : 'dist',
    emptyOutDir: true,
    // Every asset stays a file: a data: URL is no place for a model, and the CSP forbids fetching one.
    assetsInlineLimit: 0,
    // No module preload polyfill: it is an inline script, which the CSP forbids, and every supported browser preloads.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { checks: QUIET, input: pages(mode) },
  },
  server: { headers: developmentHeaders(), host: '127.0.0.1' },
  preview: { headers: securityHeaders(), host: '127.0.0.1' },
  test: {
    include: [
      'src/**/*.test.ts',
      'src/**/*.test.tsx',
      'evaluation/**/*.test.ts',
      'build/**/*.test.ts',
      'cli/**/*.test.ts',
      'benchmarks/**/*.test.mjs',
      'e2e/support/**/*.test.ts',
      'extension/**/*.test.ts',
      'scripts/**/*.test.mjs',
    ],
    exclude: [...configDefaults.exclude, 'dist*/**'],
    // A busy machine runs the networks slowly; what hangs is found out all the same.
    testTimeout: 60_000,
    setupFiles: ['src/models/testing/tfjs-in-node.ts'],
    // The gradients of tfjs are ES modules only: its packages are bundled for Node from those, sharing one core.
    // Mended as it is in the page (build/mediabunny.mjs).
    server: { deps: { inline: ['mediabunny'] } },
    deps: {
      optimizer: {
        // For the tests in Node: see `deps` below.
        ssr: {
          enabled: true,
          include: [
            '@tensorflow/tfjs-core',
            '@tensorflow/tfjs-core/dist/register_all_gradients.js',
            '@tensorflow/tfjs-backend-cpu',
            '@tensorflow/tfjs-backend-wasm',
          ],
        },
      },
    },
  },
}));
