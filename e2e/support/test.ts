/**
 * The `test` that every spec uses. It fails a test on a request to another origin, on a console error, on an uncaught
 * error and on a CSP violation, unless the test says that it expects one.
 */
import { type BrowserContext, test as base, chromium, expect, type Page } from '@playwright/test';
import { COMMON_FLAGS, chromiumPath, WEBGPU_FLAGS } from '../../testing/chromium.ts';
import { makeClip, ONE_PERSON } from './clips.ts';

export interface Watch {
  /** Messages that this test provokes on purpose. */
  expect(pattern: RegExp): void;
  readonly requests: readonly string[];
}

export interface Fixtures {
  readonly watch: Watch;
  /** A page whose camera plays this .y4m (absolute path) in a browser of its own. */
  readonly openWithCamera: (clip: string) => Promise<Page>;
  /** The same with a camera before which one person moves (`ONE_PERSON`). */
  readonly openWithPerson: () => Promise<Page>;
  /** The same with so many of Chromium's own test cameras. */
  readonly openWithCameras: (count: number) => Promise<Page>;
}

interface AllFixtures extends Fixtures {
  /** A page in a browser of its own with more command line flags. */
  readonly openWith: (...flags: string[]) => Promise<Page>;
}

class Watcher implements Watch {
  readonly requests: string[] = [];
  readonly #expected: RegExp[] = [];
  readonly #problems: string[] = [];
  readonly #origin: string;
  readonly #opened = performance.now();

  constructor(origin: string) {
    this.#origin = origin;
  }

  expect(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  attach(context: BrowserContext): void {
    context.on('request', (request) => {
      const url = request.url();
      this.requests.push(url);
      if (!/^(data|blob):/.test(url) && new URL(url).origin !== this.#origin) {
        this.#problems.push(`request to another origin: ${url}`);
      }
    });
    context.on('console', (message) => {
      if (message.type() === 'error') {
        const after = ((performance.now() - this.#opened) / 1000).toFixed(1);
        this.#problems.push(`console error: ${message.text()} (${after} s, ${message.location().url})`);
      }
    });
    context.on('weberror', (error) => {
      this.#problems.push(`uncaught: ${error.error().message}`);
    });
  }

  verdict(): readonly string[] {
    return this.#problems.filter((problem) => !this.#expected.some((pattern) => pattern.test(problem)));
  }
}

/** What tasks-vision prints as an error though it is none. */
const HARMLESS = [/INFO: Created TensorFlow Lite XNNPACK delegate/, /Graph successfully started running/];

export const test = base.extend<AllFixtures>({
  watch: [
    async ({ context, baseURL }, use) => {
      const watcher = new Watcher(baseURL ?? '');
      for (const pattern of HARMLESS) {
        watcher.expect(pattern);
      }
      watcher.attach(context);
      await use(watcher);
      expect(watcher.verdict(), 'nothing unexpected happened in the browser').toEqual([]);
    },
    { auto: true },
  ],
  openWithCamera: async ({ openWith }, use) => {
    await use((clip) => openWith(`--use-file-for-fake-video-capture=${clip}`));
  },
  openWithPerson: async ({ page, openWithCamera }, use) => {
    await use(async () => openWithCamera((await makeClip(page, ONE_PERSON)).path));
  },
  openWithCameras: async ({ openWith }, use) => {
    await use((count) => openWith(`--use-fake-device-for-media-stream=device-count=${count}`));
  },
  openWith: async ({ watch, baseURL }, use, info) => {
    const browsers: { close(): Promise<void> }[] = [];
    await use(async (...flags) => {
      const browser = await chromium.launch({
        executablePath: chromiumPath(),
        args: [
          ...COMMON_FLAGS,
          ...(info.project.name === 'webgpu' ? WEBGPU_FLAGS : []),
          // The last of two flags of one name counts.
          ...flags,
        ],
      });
      browsers.push(browser);
      const context = await browser.newContext({ baseURL, permissions: ['camera'], serviceWorkers: 'block' });
      (watch as Watcher).attach(context);
      return context.newPage();
    });
    for (const browser of browsers) {
      await browser.close();
    }
  },
});

export { expect };
