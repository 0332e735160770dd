/** Evaluation pages in headless Chromium: gives them work, and replaces those that break or have run long enough. */
import type { Browser, Page } from 'playwright-core';
import { buildPages } from '../../build/pages.mjs';
import { wordsOf } from '../../cli/headless/errors.ts';
import { type Headless, openHeadless, RenewedPage } from '../../cli/headless/headless.ts';
import { withDeadline } from '../../src/base/deadline.ts';
import type { EvaluationPage, Outcomes, Task } from '../browser/tasks.ts';

const PAGE = 'evaluation/browser/evaluate.html';

/** Tasks after which a page is reopened. A video is followed from its first frame to its last by one page. */
const TASKS_A_PAGE = { faces: 500, actions: 500, desk: 500, leaks: Number.POSITIVE_INFINITY } as const;
export type Kind = keyof typeof TASKS_A_PAGE;
/** ms: no picture takes this long. */
const TASK_TIMEOUT = 180_000;
const LOAD_TIMEOUT = 120_000;

export interface EvaluationBrowser extends Headless {
  /** A page of its own for one line of work; tasks one after the other. */
  runner(kind: Kind): TaskRunner;
}

export async function openEvaluationBrowser(): Promise<EvaluationBrowser> {
  const headless = await openHeadless(() => buildPages([PAGE]));
  return {
    ...headless,
    runner: (kind) =>
      new TaskRunner(headless.browser, `${headless.site.base}${PAGE}#${kind}`, TASKS_A_PAGE[kind]),
  };
}

type Global = { evaluation: EvaluationPage };

export class TaskRunner {
  readonly #page: RenewedPage;

  constructor(browser: Browser, address: string, tasks: number) {
    this.#page = new RenewedPage(browser, tasks, (page) => openPage(page, address));
  }

  /** @throws when the task fails (the next one gets a new page); PageUnavailableError when there is no page. */
  async run<T extends Task>(task: T): Promise<Outcomes[T['type']]> {
    try {
      const page = await this.#page.next();
      const answer = page.evaluate(
        (given) => (globalThis as unknown as Global).evaluation.run(given),
        task as Task,
      );
      return (await withDeadline(answer, TASK_TIMEOUT, silenceWords(TASK_TIMEOUT))) as Outcomes[T['type']];
    } catch (error) {
      await this.clear();
      throw error instanceof PageUnavailableError ? error : new Error(wordsFrom(error));
    }
  }

  /** Closes the page; the next task opens another. */
  clear(): Promise<void> {
    return this.#page.clear();
  }
}

async function openPage(page: Page, address: string): Promise<void> {
  try {
    await page.goto(address);
    await withDeadline(
      page.evaluate(() => (globalThis as unknown as Global).evaluation.ready),
      LOAD_TIMEOUT,
      silenceWords(LOAD_TIMEOUT),
    );
  } catch (error) {
    throw new PageUnavailableError(`The evaluation page could not be opened: ${wordsFrom(error)}`);
  }
}

/** The page itself does not work, so that no task can. */
export class PageUnavailableError extends Error {}

/** What the page said, without Playwright's words around it and the page's own stack. */
function wordsFrom(error: unknown): string {
  return (wordsOf(error).split('\n')[0] ?? '').replace(/^page\.\w+: (Error: )?/, '');
}

const silenceWords = (ms: number) => `The page did not answer for ${ms / 1000} s.`;
