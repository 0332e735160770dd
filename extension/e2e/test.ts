/**
 * A browser with the unpacked extension, a camera before which one person moves, and a site. No dialog is answered by a flag, for that
 * would also let through what the browser refuses: the profile says that camera and site were allowed before.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  type BrowserContext,
  test as base,
  chromium,
  expect,
  type Page,
  type Worker,
} from '@playwright/test';
import { type Clip, makeClip, ONE_PERSON } from '../../e2e/support/clips.ts';
import { chromiumPath } from '../../testing/chromium.ts';
import { openSite, type PageName, type Site } from './server.ts';

/** Built by build.setup.ts. */
export const FOLDER = resolve(import.meta.dirname, '../../dist-test-extension');

/** What the figures are measured with. */
const LARGE = { ...ONE_PERSON, name: 'large', width: 1280, height: 720, seconds: 2 };

export type Protection = 'default' | 'sealed' | 'off';

export interface Installed {
  readonly context: BrowserContext;
  readonly id: string;
  readonly site: Site;
  readonly clip: Clip;
  /** The extension's service worker. */
  readonly worker: Worker;
  /** Switches the site on, seals it, or switches it off; resolves when the browser follows. */
  protect(protection: Protection): Promise<void>;
  /** A new page of the site; console errors fail the test. */
  open(name: PageName): Promise<Page>;
  /** Ends the engine that serves a page, without a word: its worker in the page's frame, or the offscreen document. */
  killEngine(page: Page): Promise<void>;
  /** The popup, for the tab of this page. */
  popup(page: Page): Promise<Page>;
}

export const test = base.extend<{ extension: Installed }, { installed: Installed }>({
  installed: [
    async ({ browser }, use) => {
      const studio = await browser.newContext();
      const clip = await makeClip(await studio.newPage(), process.env.GUISE_FIGURES ? LARGE : ONE_PERSON);
      await studio.close();
      const site = await openSite();
      const id = idOf(FOLDER);
      const profile = profileFor([`chrome-extension://${id}/`, site.origin]);
      const context = await chromium.launchPersistentContext(profile, {
        executablePath: chromiumPath(),
        headless: false,
        // Not the configuration's: what is granted from outside counts for every site, blocked ones too.
        permissions: undefined,
        serviceWorkers: 'allow',
        args: [
          '--headless=new',
          '--no-sandbox',
          '--no-first-run',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
          '--use-fake-device-for-media-stream',
          `--use-file-for-fake-video-capture=${clip.path}`,
          `--disable-extensions-except=${FOLDER}`,
          `--load-extension=${FOLDER}`,
        ],
      });
      const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
      await use({
        context,
        id,
        site,
        clip,
        worker,
        protect: (protection) => protect(worker, site.origin, protection),
        async open(name) {
          const page = await context.newPage();
          await page.goto(`${site.origin}/${name}`);
          return page;
        },
        async killEngine(page) {
          const engines = page.workers().filter((engine) => engine.url().startsWith('chrome-extension://'));
          const offscreen = await worker.evaluate(async () => {
            const open = await chrome.offscreen.hasDocument();
            await (open ? chrome.offscreen.closeDocument() : null);
            return open;
          });
          expect(offscreen || engines.length > 0, 'there is an engine').toBe(true);
          await Promise.all(
            engines.map(async (engine) => {
              const closed = new Promise((resolve) => engine.once('close', resolve));
              // It may be gone before it can answer.
              engine.evaluate(() => close()).catch(() => undefined);
              await closed;
            }),
          );
        },
        async popup(page) {
          await page.bringToFront();
          const [tab] = await worker.evaluate((url) => chrome.tabs.query({ url }), page.url());
          const popup = await context.newPage();
          await popup.goto(`chrome-extension://${id}/popup.html?tab=${tab?.id}`);
          return popup;
        },
      });
      await context.close();
      site.close();
      rmSync(profile, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  extension: async ({ installed }, use) => {
    const problems: string[] = [];
    const onError = (error: { error(): Error }) => problems.push(error.error().message);
    installed.context.on('weberror', onError);
    await use(installed);
    installed.context.off('weberror', onError);
    for (const page of installed.context.pages().slice(1)) {
      await page.close();
    }
    expect(problems, 'no uncaught error in any page').toEqual([]);
  },
});

export { expect };

/** As Chromium makes it from the folder of an unpacked extension. */
function idOf(folder: string): string {
  const digits = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  return [...digits].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('');
}

/** A new profile in which the person has allowed camera and microphone to these. */
function profileFor(allowed: readonly string[]): string {
  const profile = mkdtempSync(join(tmpdir(), 'guise-extension-'));
  const setting = { setting: 1, last_modified: '13300000000000000' };
  const devices = Object.fromEntries(allowed.map((pattern) => [`${pattern},*`, setting]));
  mkdirSync(join(profile, 'Default'));
  writeFileSync(
    join(profile, 'Default/Preferences'),
    JSON.stringify({
      profile: {
        content_settings: { exceptions: { media_stream_camera: devices, media_stream_mic: devices } },
      },
    }),
  );
  return profile;
}

async function protect(worker: Worker, origin: string, protection: Protection): Promise<void> {
  await worker.evaluate(
    ([site, wanted]) =>
      chrome.storage.local.set({
        sites: wanted === 'off' ? {} : { [site]: { sealed: wanted === 'sealed' } },
      }),
    [origin, protection] as const,
  );
  await expect
    .poll(() =>
      worker.evaluate(async (site) => {
        const [script] = await chrome.scripting.getRegisteredContentScripts();
        const { setting } = await chrome.contentSettings.camera.get({ primaryUrl: `${site}/` });
        return `${script ? 'on' : 'off'}, ${setting}`;
      }, origin),
    )
    .toBe(`${protection === 'off' ? 'off' : 'on'}, ${protection === 'sealed' ? 'block' : 'allow'}`);
}
