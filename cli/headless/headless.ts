/** Headless Chromium with our own pages: what `npm run evaluate` and `npm run anonymize` have in common. */
import { existsSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { COMMON_FLAGS, chromiumPath } from '../../testing/chromium.ts';
import { UsageError, wordsOf } from './errors.ts';
import { loadPlaywright } from './playwright.ts';
import { type BuiltPages, openSite, type Site } from './site.ts';

export interface Headless {
  readonly site: Site;
  readonly browser: Browser;
  /** Resolves when nothing of either is left, however often it is called. */
  close(): Promise<void>;
}

/**
 * Starts a browser, and serves pages to it.
 * @param pages are asked for when there is a browser: they may have to be built
 * @throws UsageError when there is no browser; what `pages` throws.
 */
export async function openHeadless(pages: () => Promise<BuiltPages>): Promise<Headless> {
  const browser = await launch();
  try {
    const site = await openSite(await pages());
    let closed: Promise<void> | null = null;
    const close = async () => {
      await browser.close().catch(() => undefined);
      await site.close();
    };
    return {
      site,
      browser,
      close() {
        closed ??= close();
        return closed;
      },
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/**
 * The browser, too, is to reach this machine alone: Debian's Chromium asks Google for updates and accounts, whatever its other flags.
 * No name is looked up, and nobody is asked to do it instead.
 */
const ALONE: readonly string[] = [
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  '--no-proxy-server',
];

/** An interrupt is ours to handle, not Playwright's. @throws UsageError when there is no browser. */
export async function launch(): Promise<Browser> {
  const { chromium } = await loadPlaywright();
  const named = process.env.GUISE_CHROMIUM;
  if (named && !existsSync(named)) {
    throw new UsageError(`There is no browser at "${named}", which GUISE_CHROMIUM names.`);
  }
  try {
    return await chromium.launch({
      executablePath: chromiumPath(),
      args: [...COMMON_FLAGS, ...ALONE],
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (error) {
    const [line] = wordsOf(error).split('\n');
    throw new UsageError(
      `No browser could be started (${line}). Install Chromium, run "npx playwright-core install chromium", or say where a Chromium or Chrome is: GUISE_CHROMIUM=/path/to/it`,
    );
  }
}

/** A page that is opened on demand and reopened after so many tasks, so that what a browser retains stays bounded. */
export class RenewedPage {
  readonly #browser: Browser;
  readonly #open: (page: Page) => Promise<void>;
  readonly #tasks: number;
  #page: Page | null = null;
  #given = 0;

  /**
   * @param tasks after which it is reopened
   * @param open goes where the page belongs and waits until it can work
   */
  constructor(browser: Browser, tasks: number, open: (page: Page) => Promise<void>) {
    this.#browser = browser;
    this.#tasks = tasks;
    this.#open = open;
  }

  /** The page for the next task. @throws what `open` throws; the next task tries again. */
  async next(): Promise<Page> {
    if (this.#given >= this.#tasks) {
      await this.clear();
    }
    if (!this.#page) {
      const context = await this.#browser.newContext();
      try {
        const page = await context.newPage();
        await this.#open(page);
        this.#page = page;
      } catch (error) {
        await context.close().catch(() => undefined);
        throw error;
      }
    }
    this.#given++;
    return this.#page;
  }

  /** Closes the page; the next task opens another. */
  async clear(): Promise<void> {
    const page = this.#page;
    this.#page = null;
    this.#given = 0;
    await page
      ?.context()
      .close()
      .catch(() => undefined);
  }
}
