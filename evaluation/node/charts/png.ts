/** SVG to PNG: a browser draws it, twice as fine. */
import type { Browser } from '@playwright/test';

export async function pngOf(svg: string, browser: Browser): Promise<Buffer> {
  const context = await browser.newContext({ deviceScaleFactor: 2 });
  try {
    const page = await context.newPage();
    await page.setContent(`<body style="margin:0;display:inline-block;line-height:0">${svg}</body>`);
    return await page.locator('svg').screenshot();
  } finally {
    await context.close();
  }
}
