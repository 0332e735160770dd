/** `node build/icons.mjs`: public/icons/*.png from guise.svg, for systems that want pictures of a given size. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { ROOT } from '../scripts/run.mjs';

const svg = readFileSync(join(ROOT, 'public/icons/guise.svg'), 'utf8');
/** A maskable icon may be cut to a circle: its background runs to the border, its face stays in the middle 80 %. */
const maskable = svg
  .replace('rx="8"', 'rx="0"')
  .replace('viewBox="0 0 32 32"', 'viewBox="0 0 32 32" class="maskable"');

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const [name, side, markup] of /** @type {const} */ ([
  ['guise-192', 192, svg],
  ['guise-512', 512, svg],
  ['guise-maskable-512', 512, maskable],
])) {
  const page = await browser.newPage({ viewport: { width: side, height: side } });
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${side}px;height:${side}px}</style>${markup}`,
  );
  await page.screenshot({ path: join(ROOT, `public/icons/${name}.png`), omitBackground: true });
}
await browser.close();
