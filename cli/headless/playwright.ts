/** Playwright, where it is installed: the package of the command (docs/anonymize.md) leaves that to whoever wants it. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromiumPath } from '../../testing/chromium.ts';
import { UsageError } from './errors.ts';

type Playwright = typeof import('playwright-core');

/** @throws UsageError that says what to install. */
export async function loadPlaywright(): Promise<Playwright> {
  try {
    return await import('playwright-core');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') {
      throw error;
    }
    return fromFolder(process.cwd());
  }
}

/** npx keeps a package in a folder of its own: what is installed where the command is given is not found from there. */
export function fromFolder(folder: string): Playwright {
  const require = createRequire(join(folder, 'package.json'));
  let path: string;
  try {
    path = require.resolve('playwright-core');
  } catch {
    throw new UsageError(missingWords(chromiumPath()));
  }
  // Not in the `try`: one that is damaged is not missing.
  return require(path) as Playwright;
}

/** @param browser path of the one that would be taken */
export function missingWords(browser: string | undefined): string {
  return [
    'playwright-core is missing, which starts the browser that covers the faces. Install it in this folder, then give the same command again:',
    '  npm install playwright-core',
    ...(browser
      ? [`The browser is there: ${browser}`]
      : [
          'No Chromium was found in its usual places either. Install one, or say where it is: GUISE_CHROMIUM=/path/to/it. Without one:',
          '  npx playwright-core install chromium',
        ]),
  ].join('\n');
}
