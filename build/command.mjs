/** The command for files, built: one script for Node, and the page that it opens. Of the package, and of the repository (kept-command.mjs). */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { ROOT } from '../scripts/run.mjs';
import { PAGE_ONLY } from './leave-out.mjs';
import { buildPages } from './pages.mjs';

const PAGE = 'cli/anonymize/page/anonymize.html';

/**
 * Writes `guise.js`, `headers.json` and `page/`.
 * @param {string} outDir for example the package's folder `cli`
 * @param {string} entry the script's, relative to the project's folder
 */
export async function writeCommand(outDir, entry) {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    // All but Playwright is taken in: the package depends on nothing.
    ssr: { noExternal: true, external: ['playwright-core'] },
    build: {
      ssr: true,
      outDir,
      target: 'node20.19',
      rolldownOptions: {
        input: { guise: join(ROOT, entry) },
        output: { entryFileNames: '[name].js', banner: '#!/usr/bin/env node' },
      },
    },
  });
  const { files, headers } = await buildPages([PAGE], PAGE_ONLY);
  writeFileSync(join(outDir, 'headers.json'), `${JSON.stringify(headers, null, 2)}\n`);
  for (const [name, content] of files) {
    const path = join(outDir, 'page', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}
