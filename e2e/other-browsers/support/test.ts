/**
 * The `test` of Firefox and WebKit. Each project runs one browser; each test has a tab with storage of its own, and fails on a request
 * to another host, a console error, an uncaught error or a breach of the page's policy, unless it says that it expects one.
 */
import { resolve } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { launchFirefox } from './firefox.ts';
import { GuisePage } from './guise-page.ts';
import type { InPage } from './in-page.ts';
import { Site } from './site.ts';
import type { Launched } from './tab.ts';
import { launchWebKit } from './webkit.ts';

const LAUNCH = { firefox: launchFirefox, webkit: launchWebKit };
const BUILD = resolve(import.meta.dirname, '../../../dist-test');
/** Away from those of the other suite and of the development server; each of the runner's processes has its own. */
const PORT = Number(process.env.GUISE_PORT ?? 4183) + 1000 + Number(process.env.TEST_PARALLEL_INDEX ?? 0);

export interface Watch {
  /** A problem that this test provokes on purpose. */
  expect(pattern: RegExp): void;
}

interface TestFixtures {
  readonly guise: GuisePage;
  readonly watch: Watch;
}

interface WorkerFixtures {
  readonly browserKind: keyof typeof LAUNCH;
  readonly site: Site;
  readonly launched: Launched;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  browserKind: ['firefox', { scope: 'worker', option: true }],
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from here
    async ({}, use) => {
      const site = new Site(BUILD, PORT);
      await site.start();
      await use(site);
      await site.stop();
    },
    { scope: 'worker' },
  ],
  launched: [
    async ({ browserKind, site }, use) => {
      const launched = await LAUNCH[browserKind]((problem) => site.problems.push(problem), site.port);
      console.log(launched.version);
      await use(launched);
      await launched.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  watch: [
    async ({ site }, use) => {
      const expected: RegExp[] = [];
      site.problems.length = 0;
      await use({ expect: (pattern) => void expected.push(pattern) });
      const unexpected = site.problems.filter(
        (problem) => !expected.some((pattern) => pattern.test(problem)),
      );
      expect(unexpected, 'nothing unexpected happened in the browser').toEqual([]);
    },
    { auto: true },
  ],
  // Chromium draws the scenes, and reads finished videos on the build's harness pages.
  baseURL: `http://127.0.0.1:${PORT}`,
  guise: async ({ launched, site, watch: _, page }, use, info) => {
    const tab = await launched.open();
    await use(new GuisePage(tab, site, page));
    if (info.status !== info.expectedStatus) {
      await info.attach('screenshot', { body: await tab.screenshot(), contentType: 'image/png' });
      console.log(await tab.run(whatThePageKnows));
    }
    // None where the test opened no page.
    const problems = await tab.run(
      () => (globalThis as unknown as { guiseProblems?: string[] }).guiseProblems ?? [],
    );
    site.problems.push(...problems);
    await tab.close();
    site.reset();
  },
});

export { expect };

/** Runs in the page, for a test that failed. */
function whatThePageKnows(): string {
  const { guiseTest } = globalThis as unknown as { guiseTest: InPage };
  const status = { ...document.querySelector<HTMLElement>('[data-testid="status"]')?.dataset };
  const { visibilityState } = document;
  return JSON.stringify({ status, visibilityState, camera: guiseTest.camera, problems: guiseTest.problems });
}
