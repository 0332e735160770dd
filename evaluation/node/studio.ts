/** Chromium with evaluation pages in it: opens them, gives them work, and replaces those that break or have run long enough. */
import { type Browser, chromium, type Page } from '@playwright/test';
import { COMMON_FLAGS, chromiumPath } from '../../e2e/support/chromium.ts';
import type { EvaluationPage, Outcomes, Task } from '../browser/tasks.ts';
import { UsageError, wordsOf } from './errors.ts';
import { openSite, type Site } from './site.ts';

/**
 * Tasks after which a page is opened anew, so that whatever a browser holds on to stays bounded. A video is followed from its first
 * frame to its last by one page.
 */
const TASKS_A_PAGE = { faces: 500, actions: 500, leaks: Number.POSITIVE_INFINITY } as const;
export type Kind = keyof typeof TASKS_A_PAGE;
/** ms: no picture takes this long. */
const TASK_TIMEOUT = 180_000;
const LOAD_TIMEOUT = 120_000;

export interface Studio {
  readonly site: Site;
  readonly browser: Browser;
  /** A page of its own for one line of work; tasks one after the other. */
  desk(kind: Kind): Desk;
  close(): Promise<void>;
}

export async function openStudio(): Promise<Studio> {
  const site = await openSite();
  try {
    const browser = await launch();
    return {
      site,
      browser,
      desk: (kind) => new Desk(browser, site, kind),
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

/** Headless Chromium; an interrupt is ours to handle, not Playwright's. @throws UsageError when there is no browser. */
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

type Global = { evaluation: EvaluationPage };

export class Desk {
  readonly #browser: Browser;
  readonly #site: Site;
  readonly #kind: Kind;
  #page: Page | null = null;
  #done = 0;

  constructor(browser: Browser, site: Site, kind: Kind) {
    this.#browser = browser;
    this.#site = site;
    this.#kind = kind;
  }

  /** @throws when the task fails (the next one gets a new page); PageUnavailableError when there is no page. */
  async run<T extends Task>(task: T): Promise<Outcomes[T['type']]> {
    try {
      if (this.#page && this.#done >= TASKS_A_PAGE[this.#kind]) {
        await this.clear();
      }
      this.#page ??= await this.#open();
      this.#done++;
      const page = this.#page;
      const answer = page.evaluate(
        (given) => (globalThis as unknown as Global).evaluation.run(given),
        task as Task,
      );
      return (await withTimeout(answer, TASK_TIMEOUT)) as Outcomes[T['type']];
    } catch (error) {
      await this.clear();
      throw error instanceof PageUnavailableError ? error : new Error(wordsFrom(error));
    }
  }

  /** Closes the page; the next task opens another. */
  async clear(): Promise<void> {
    const page = this.#page;
    this.#page = null;
    this.#done = 0;
    await page
      ?.context()
      .close()
      .catch(() => undefined);
  }

  async #open(): Promise<Page> {
    const context = await this.#browser.newContext();
    const page = await context.newPage();
    try {
      await page.goto(`${this.#site.base}evaluation/browser/evaluate.html#${this.#kind}`);
      await withTimeout(
        page.evaluate(() => (globalThis as unknown as Global).evaluation.ready),
        LOAD_TIMEOUT,
      );
      return page;
    } catch (error) {
      await context.close().catch(() => undefined);
      throw new PageUnavailableError(`The evaluation page could not be opened: ${wordsFrom(error)}`);
    }
  }
}

/** The page itself does not work, so that no task can. */
export class PageUnavailableError extends Error {}

/** What the page said, without Playwright's words around it and the page's own stack. */
function wordsFrom(error: unknown): string {
  return (wordsOf(error).split('\n')[0] ?? '').replace(/^page\.\w+: (Error: )?/, '');
}

async function withTimeout<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The page did not answer for ${ms / 1000} s.`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
