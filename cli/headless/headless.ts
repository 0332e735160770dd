/** Headless Chromium with our own pages: what `npm run evaluate` and `npm run anonymize` have in common. */
import { type Browser, chromium, type Page } from '@playwright/test';
import { COMMON_FLAGS, chromiumPath } from '../../testing/chromium.ts';
import { UsageError, wordsOf } from './errors.ts';
import { openSite, type Site } from './site.ts';

export interface Headless {
  readonly site: Site;
  readonly browser: Browser;
  close(): Promise<void>;
}

/**
 * Builds and serves a page, and starts the browser that is to open it.
 * @param page relative to the project's folder
 * @throws UsageError when there is no browser; Error when the build fails.
 */
export async function openHeadless(page: string): Promise<Headless> {
  const site = await openSite(page);
  try {
    const browser = await launch();
    return {
      site,
      browser,
      async close() {
        await browser.close().catch(() => undefined);
        await site.close();
      },
    };
  } catch (error) {
    await site.close();
    throw error;
  }
}

/** An interrupt is ours to handle, not Playwright's. @throws UsageError when there is no browser. */
export async function launch(): Promise<Browser> {
  try {
    return await chromium.launch({
      executablePath: chromiumPath(),
      args: [...COMMON_FLAGS],
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (error) {
    const [line] = wordsOf(error).split('\n');
    throw new UsageError(
      `No browser could be started (${line}). Install Chromium, or run "npx playwright install chromium".`,
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
