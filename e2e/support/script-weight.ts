/** The JavaScript that a visit loads, and how much of it may come before a face is covered. */
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';

/** Bytes, gzipped, until the first covered picture. */
export const SCRIPT_LIMIT = 180_000;

export interface ScriptWeight {
  /** Bytes, gzipped, of all that was asked for until now. */
  now(): Promise<number>;
  /** The same at the first covered picture that a worker reports, sooner than the page can say so. */
  readonly untilCovered: Promise<number>;
}

/** Adds up the JavaScript that a page and its workers load. Call it before the page is opened. */
export async function weighScripts(page: Page): Promise<ScriptWeight> {
  const weights: Promise<number>[] = [];
  page.context().on('response', (response) => {
    // The service worker puts everything by for later; that is not this visit.
    const isOurs = !response.fromServiceWorker() && !response.request().serviceWorker();
    if (/\.m?js(\?|$)/.test(response.url()) && isOurs) {
      weights.push(
        response.body().then(
          (body) => gzipSync(body).length,
          () => 0,
        ),
      );
    }
  });
  const now = async () => (await Promise.all([...weights])).reduce((sum, bytes) => sum + bytes, 0);
  let onCovered: () => void = () => undefined;
  const untilCovered = new Promise<void>((resolve) => (onCovered = resolve)).then(now);
  await page.exposeFunction('guiseCovered', onCovered);
  await page.addInitScript(listenForCovered);
  return { now, untilCovered };
}

/** Runs in the page. */
function listenForCovered(): void {
  const Real = Worker;
  globalThis.Worker = class extends Real {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      const hear = ({ data }: MessageEvent) => {
        if (data.report?.covered === 'faces') {
          this.removeEventListener('message', hear);
          (globalThis as unknown as { guiseCovered(): void }).guiseCovered();
        }
      };
      this.addEventListener('message', hear);
    }
  };
}
