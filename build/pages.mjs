/** Pages for the commands, built by Vite as the site is, and kept in memory. */
import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from '../scripts/run.mjs';
import { assemblyScript } from './assemblyscript.mjs';
import { leaveOut } from './leave-out.mjs';
import { mendMediabunny } from './mediabunny.mjs';
import { modelCatalogue } from './model-catalogue.mjs';
import { securityHeaders } from './security-headers.mjs';
import { workers } from './workers.mjs';

/**
 * Builds pages (some seconds).
 * @param {readonly string[]} pages relative to the project's folder
 * @param {RegExp} [unused] names of files that these pages never load
 * @returns {Promise<import('../cli/headless/site.ts').BuiltPages>}
 * @throws when the build fails.
 */
export async function buildPages(pages, unused = /^$/) {
  const result = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    plugins: [assemblyScript(), mendMediabunny(), modelCatalogue(), leaveOut(unused)],
    worker: workers('assets/'),
    build: {
      write: false,
      target: 'es2023',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: { input: pages.map((page) => join(ROOT, page)) },
    },
  });
  const output = [result].flat().flatMap((one) => ('output' in one ? one.output : []));
  return {
    files: new Map(
      output.map((file) => [file.fileName, Buffer.from(file.type === 'chunk' ? file.code : file.source)]),
    ),
    models: join(ROOT, 'public'),
    headers: securityHeaders(),
  };
}
