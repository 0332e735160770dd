/** One file after the other through a browser page: written under another name first, so that no half-written file is taken for a whole one. */

import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { fileProblem } from '../../src/engine/link/file/problem.ts';
import type { ConversionReport } from '../../src/media/conversion.ts';
import { wordsOf } from '../headless/errors.ts';
import { type Headless, RenewedPage } from '../headless/headless.ts';
import { hashOf } from '../headless/site.ts';
import type { Anonymizer, PageJob } from './page/anonymize.ts';
import { placeNew } from './place.ts';
import { type Item, kindAsked, outputFor, sidecarFor } from './plan.ts';
import {
  describeInput,
  isDone,
  isSame,
  type Recipe,
  readSidecar,
  type Sidecar,
  sidecarOf,
  type Versions,
} from './sidecar.ts';

export const PAGE = 'cli/anonymize/page/anonymize.html';

/** ms without a word from the page after which a file is given up: loading the engine, or one very large picture. */
const SILENCE = 300_000;
/** Files after which the page is reopened. */
const FILES_A_PAGE = 200;

export type Outcome =
  | { readonly kind: 'written'; readonly output: string; readonly report: ConversionReport }
  | { readonly kind: 'done-before'; readonly output: string; readonly coveredWhole: number }
  | { readonly kind: 'failed'; readonly words: string };

export interface Order {
  readonly recipe: Recipe;
  readonly job: PageJob;
  readonly versions: Versions;
  readonly force: boolean;
}

/** One browser page's worth of work. */
export class PageRunner {
  readonly #page: RenewedPage;
  #output = -1;
  /** Tells the half-written output of this run from another run's of the same name. */
  #inode = -1n;
  #heard = 0;
  #onProgress: (done: number, duration: number) => void = () => undefined;

  constructor({ browser, site }: Headless) {
    this.#page = new RenewedPage(browser, FILES_A_PAGE, (page) =>
      this.#openPage(page, `${site.base}${PAGE}`),
    );
  }

  /** Never rejects: what goes wrong with one file is that file's outcome. */
  async run(
    item: Item,
    order: Order,
    onProgress: (done: number, duration: number) => void,
  ): Promise<Outcome> {
    this.#onProgress = onProgress;
    const part = `${item.base}.part`;
    try {
      const before = readSidecar(item);
      if (!order.force && isDone(item, before, order.recipe)) {
        return { kind: 'done-before', output: before.output.name, coveredWhole: before.summary.coveredWhole };
      }
      // What is known to be in the way is reported before the work, not after it.
      const inTheWay = order.force ? null : whatIsInTheWay(item, before);
      if (inTheWay !== null) {
        return { kind: 'failed', words: thereAlready(inTheWay) };
      }
      const input = describeInput(item);
      if (input.bytes === 0) {
        const { title, words } = fileProblem('empty');
        return { kind: 'failed', words: `${title}. ${words}` };
      }
      mkdirSync(dirname(item.base), { recursive: true });
      this.#open(part);
      const answer = await this.#convert(item, order.job);
      closeSync(this.#output);
      this.#output = -1;
      if ('problem' in answer) {
        return { kind: 'failed', words: `${answer.problem.title}. ${answer.problem.words}` };
      }
      if (!isSame(input, describeInput(item))) {
        // Still being copied, perhaps: the next run would take it for done.
        const words = 'It was changed while it was worked on. When it is whole, give the same command again.';
        return { kind: 'failed', words };
      }
      return await this.#keep(item, part, answer, order, before, input);
    } catch (error) {
      await this.close();
      return { kind: 'failed', words: wordsOf(error) };
    } finally {
      if (this.#output >= 0) {
        closeSync(this.#output);
        this.#output = -1;
      }
      if (this.#isOwn(part)) {
        rmSync(part, { force: true });
        rmSync(sidecarPartFor(item), { force: true });
      }
      this.#inode = -1n;
    }
  }

  close(): Promise<void> {
    return this.#page.clear();
  }

  async #keep(
    item: Item,
    part: string,
    { mime, report }: { readonly mime: string; readonly report: ConversionReport },
    { force, recipe, versions }: Order,
    before: Sidecar | null,
    input: Sidecar['input'],
  ): Promise<Outcome> {
    const output = outputFor(item, mime);
    if (existsSync(output) && !force) {
      return { kind: 'failed', words: thereAlready(output) };
    }
    const described = { name: basename(output), bytes: statSync(part).size, sha256: await hashOf(part) };
    const sidecar = sidecarOf(input, described, recipe, versions, report);
    const sidecarPart = sidecarPartFor(item);
    if (!this.#isOwn(part)) {
      return {
        kind: 'failed',
        words: `Another run writes "${item.base}" as well, and began later: it goes on.`,
      };
    }
    writeFileSync(sidecarPart, `${JSON.stringify(sidecar)}\n`);
    // In this order: an output without its sidecar would be taken for somebody else's file.
    if (force || before) {
      renameSync(sidecarPart, sidecarFor(item));
    } else if (!placeNew(sidecarPart, sidecarFor(item))) {
      return { kind: 'failed', words: thereAlready(sidecarFor(item)) };
    }
    if (force) {
      renameSync(part, output);
    } else if (!placeNew(part, output)) {
      rmSync(sidecarFor(item));
      return { kind: 'failed', words: thereAlready(output) };
    }
    return { kind: 'written', output, report };
  }

  /** What another run has there, a killed one or one that is at work, is not written into: two would mix what they write. */
  #open(part: string): void {
    // A device takes no room and cannot be mixed up; a link to somebody's file is not followed.
    const isDevice = existsSync(part) && !statSync(part).isFile();
    if (!isDevice) {
      rmSync(part, { force: true });
    }
    try {
      this.#output = openSync(part, isDevice ? 'w' : 'wx');
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'EEXIST'
        ? new Error(`"${part}" is in the way: another run has begun it just now.`)
        : error;
    }
    this.#inode = fstatSync(this.#output, { bigint: true }).ino;
  }

  /** Never throws. */
  #isOwn(part: string): boolean {
    try {
      return statSync(part, { bigint: true }).ino === this.#inode;
    } catch {
      return false;
    }
  }

  async #convert(item: Item, job: PageJob) {
    const page = await this.#page.next();
    // /dev/stdin is another file to the browser.
    await page.locator('input').setInputFiles(realpathSync(item.input));
    const answer = page.evaluate(
      (given) => (globalThis as unknown as { anonymizer: Anonymizer }).anonymizer.run(given),
      { ...job, ...kindAsked(item) } as PageJob,
    );
    return this.#unlessSilent(answer);
  }

  async #openPage(page: Page, address: string): Promise<void> {
    await page.exposeFunction('guiseWrite', (position: number, base64: string) => {
      this.#heard = Date.now();
      const bytes = Buffer.from(base64, 'base64');
      writeWhole(this.#output, bytes, position);
    });
    await page.exposeFunction('guiseProgress', (done: number, duration: number) => {
      this.#heard = Date.now();
      this.#onProgress(done, duration);
    });
    await page.goto(address);
  }

  async #unlessSilent<T>(answer: Promise<T>): Promise<T> {
    this.#heard = Date.now();
    let timer: ReturnType<typeof setInterval> | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setInterval(() => {
        if (Date.now() - this.#heard > SILENCE) {
          reject(new Error(`The browser said nothing for ${SILENCE / 1000} seconds.`));
        }
      }, 1000);
    });
    answer.catch(() => undefined);
    try {
      return await Promise.race([answer, silence]);
    } finally {
      clearInterval(timer);
    }
  }
}

const sidecarPartFor = (item: Item) => `${sidecarFor(item)}.part`;

/** A disk that is nearly full takes a part of the bytes, and says that it is full only when it is given the rest. */
export function writeWhole(file: number, bytes: Uint8Array, position: number, write = writeSync): void {
  for (let done = 0; done < bytes.length; ) {
    done += write(file, bytes, done, bytes.length - done, position + done);
  }
}

const thereAlready = (path: string) => `"${path}" is there already; --force writes over it.`;

/** A file that the output or its sidecar would be written over, as far as can be known before the output's kind is; null for none. */
export function whatIsInTheWay(item: Item, before: Sidecar | null): string | null {
  const earlier = before && join(dirname(item.base), before.output.name);
  if (earlier && existsSync(earlier)) {
    return earlier;
  }
  const sidecar = sidecarFor(item);
  if (!before && existsSync(sidecar)) {
    return sidecar;
  }
  return item.exact && existsSync(item.base) ? item.base : null;
}
