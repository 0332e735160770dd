/** Firefox without a window and without WebGL, over WebDriver BiDi. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type ElementHandle, type Page } from 'puppeteer-core';
import type { Launch, Tab } from './tab.ts';

/** Ms within which a tab at the front is drawn, on a busy machine too. */
const DRAWN_WITHIN = 3000;

/** Debian's; another one is named by GUISE_FIREFOX. */
function firefoxPath(): string | undefined {
  const candidates = [process.env.GUISE_FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox'];
  return candidates.find((path) => path !== undefined && existsSync(path));
}

export const launchFirefox: Launch = async (report, proxy) => {
  // Firefox does not start as root in somebody else's home, which is what a CI's container gives.
  const home = mkdtempSync(join(tmpdir(), 'guise-firefox-'));
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: firefoxPath(),
    headless: true,
    env: { ...process.env, HOME: home },
    defaultViewport: { width: 1280, height: 900 },
    extraPrefsFirefox: {
      'webgl.disabled': true,
      'network.proxy.type': 1,
      'network.proxy.http': '127.0.0.1',
      'network.proxy.http_port': proxy,
      'network.proxy.ssl': '127.0.0.1',
      'network.proxy.ssl_port': proxy,
    },
  });
  return {
    version: (await browser.version()).replace(/^firefox\//, 'Firefox '),
    async open(): Promise<Tab> {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      page.setDefaultTimeout(120_000);
      page.on('console', (message) => {
        if (message.type() === 'error') {
          report(`console error: ${message.text()}`);
        }
      });
      page.on('pageerror', (error) => report(`uncaught: ${String(error)}`));
      return {
        async goto(url) {
          await page.bringToFront();
          await page.goto(url);
          await untilDrawn(page);
        },
        run: (inPage, ...given) => page.evaluate(inPage as never, ...given) as never,
        async choose(selector, path) {
          const input = (await page.waitForSelector(selector)) as ElementHandle<HTMLInputElement>;
          await input.uploadFile(path);
        },
        hide: async () => (await context.newPage()).bringToFront(),
        screenshot: async () => Buffer.from(await page.screenshot()),
        close: () => context.close(),
      };
    },
    async close() {
      await browser.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
};

/**
 * A tab that another one hides is not drawn, and then neither a canvas's stream nor a video gives frames. Bringing it to the front is
 * over before it is there, and a navigation in between can send it back again.
 */
async function untilDrawn(page: Page): Promise<void> {
  const isDrawn = () =>
    page.evaluate(
      (patience) =>
        new Promise<boolean>((resolve) => {
          requestAnimationFrame(() => resolve(true));
          setTimeout(() => resolve(false), patience);
        }),
      DRAWN_WITHIN,
    );
  while (!(await isDrawn())) {
    console.log('Firefox did not draw the tab; it is brought to the front once more.');
    await page.bringToFront();
  }
}
