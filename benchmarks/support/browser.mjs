/** The page as it is shipped, served, and browsers with a camera that plays a clip. */
import { chromium } from '@playwright/test';
import { preview } from 'vite';
import { buildPages } from '../../build/pages.mjs';
import { openLoader } from '../../cli/headless/typescript.mjs';
import { run } from '../../scripts/run.mjs';

/** Open until the process ends, which run.mjs sees to. @type {ReturnType<typeof openLoader> | null} */
let loader = null;

/** Loads a TypeScript module of the repository. @param {string} path from the repository's root, `./e2e/…` */
export async function load(path) {
  loader ??= openLoader();
  return (await loader).load(path.slice(1));
}

/** Builds the page and serves it. @returns {Promise<{origin: string, close(): Promise<void>}>} */
export async function servePage() {
  if (!run('npm', ['run', '--silent', 'build', '--', '--logLevel', 'error'])) {
    throw new Error('The page could not be built (see above).');
  }
  const server = await preview({ logLevel: 'error', preview: { port: 4320, strictPort: false } });
  const origin = (server.resolvedUrls?.local[0] ?? '').replace(/\/$/, '');
  return { origin, close: () => server.close() };
}

/** Serves a folder that is built already, such as an older build. @param {string} folder @returns {Promise<{origin: string, close(): Promise<void>}>} */
export async function serveFolder(folder) {
  const server = await preview({
    logLevel: 'error',
    build: { outDir: folder },
    preview: { port: 4330, strictPort: false },
  });
  return { origin: (server.resolvedUrls?.local[0] ?? '').replace(/\/$/, ''), close: () => server.close() };
}

/**
 * A browser of its own with a page whose camera plays the clip over and over (without one: Chromium's own test picture).
 * @param {{clip?: string, webgpu?: boolean, foreign?: boolean, origin: string}} options `webgpu`: software WebGPU where there is no GPU;
 *   `foreign`: scripts of others may be added to the page, against its own security policy
 * @returns {Promise<{page: import('@playwright/test').Page, version: string, close(): Promise<void>}>}
 */
export async function openBrowser({ clip, webgpu = false, foreign = false, origin }) {
  const { chromiumPath, COMMON_FLAGS, WEBGPU_FLAGS } = await load('./testing/chromium.ts');
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: [
      ...COMMON_FLAGS,
      ...(webgpu ? WEBGPU_FLAGS : []),
      ...(clip ? [`--use-file-for-fake-video-capture=${clip}`] : []),
    ],
  });
  const context = await browser.newContext({
    baseURL: origin,
    permissions: ['camera'],
    bypassCSP: foreign,
  });
  return { page: await context.newPage(), version: browser.version(), close: () => browser.close() };
}

/**
 * Pages of the tests' own, built as they are shipped, in a browser.
 * @param {...string} pages below e2e/harness
 * @returns {Promise<{page: import('@playwright/test').Page, close(): Promise<void>}>}
 */
export async function openHarness(...pages) {
  const { openSite } = await load('./cli/headless/site.ts');
  const site = await openSite(await buildPages(pages.map((page) => `e2e/harness/${page}`)));
  const browser = await openBrowser({ origin: site.base });
  return {
    page: browser.page,
    async close() {
      await browser.close();
      await site.close();
    },
  };
}
