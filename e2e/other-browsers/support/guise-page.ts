/** Guise in a tab of any browser: what a person does with it, and what is then to be seen. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { expect, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { readBarcode } from '../../../testing/scenes/barcode.ts';
import { sceneAt } from '../../../testing/scenes/scenarios.ts';
import { facesOf, type Scene } from '../../../testing/scenes/scene.ts';
import { writePictures } from '../../../testing/scenes/write.ts';
import { alikeShare, bareFaces } from '../../support/bare.ts';
import type { Picture } from '../../support/clips.ts';
import { decoded } from '../../support/decoded.ts';
import type { InPage } from './in-page.ts';
import type { Site } from './site.ts';
import type { Tab } from './tab.ts';

const PICTURES = resolve(import.meta.dirname, '../../../.cache/other-browsers');
const SIZE = { width: 640, height: 480 };
const FRAMES_PER_SECOND = 15;
/** Three people who swap places, turn, grow and lean, and one who leaves and comes back. */
const SCENES: readonly Scene[] = Array.from({ length: 60 }, (_, number) => ({
  ...sceneAt('group', { ...SIZE, time: number / FRAMES_PER_SECOND, seconds: 4 }),
  number,
}));
/** Two browsers' JPEG decoders, and drawn once more. */
const LEVELS = 12;

export interface OpenOptions {
  /** 'people': real faces that move; 'own': whatever the browser offers. */
  readonly camera?: 'people' | 'own';
  /** Names of the errors that the first requests for the camera are refused with, one after the other. */
  readonly errors?: readonly string[];
  readonly framesPerSecond?: number;
}

type World = { guiseTest: InPage };

export class GuisePage {
  readonly tab: Tab;
  readonly site: Site;
  readonly #chromium: Page;
  readonly #raw = new Map<number, Picture>();

  /** @param chromium draws the scenes that the camera shows */
  constructor(tab: Tab, site: Site, chromium: Page) {
    this.tab = tab;
    this.site = site;
    this.#chromium = chromium;
  }

  /** @param search of the page's address, such as `?autostart` */
  async open(
    search = '',
    { camera = 'people', errors = [], framesPerSecond = FRAMES_PER_SECOND }: OpenOptions = {},
  ): Promise<void> {
    this.site.setCamera({
      ...SIZE,
      pictures: camera === 'people' ? await this.preparePictures() : [],
      framesPerSecond,
      errors,
    });
    await this.tab.goto(`${this.site.origin}/${search}`);
  }

  /** A data attribute of the page's status line, such as `state` or `faces`; of another part with its test id. */
  status(name: string, testId = 'status'): Promise<string | null> {
    return this.tab.run(
      (id, key) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)?.dataset[key] ?? null,
      testId,
      name,
    );
  }

  async expectStatus(name: string, value: string | RegExp, testId = 'status'): Promise<void> {
    const status = expect.poll(() => this.status(name, testId), { timeout: 60_000 });
    await (typeof value === 'string' ? status.toBe(value) : status.toMatch(value));
  }

  /** Pictures go on coming. */
  async expectGoingOn(more = 3): Promise<void> {
    const before = Number(await this.status('frames'));
    await expect.poll(async () => Number(await this.status('frames'))).toBeGreaterThan(before + more);
  }

  /** Everything that is written on the page. */
  text(): Promise<string> {
    return this.tab.run(() => document.body.innerText);
  }

  async expectText(text: string | RegExp): Promise<void> {
    await expect.poll(() => this.text(), { timeout: 60_000 }).toMatch(text);
  }

  /** It was written on the page at some time since it was opened, however briefly. */
  async expectSaid(text: string): Promise<void> {
    const said = (wanted: string) =>
      [...(globalThis as unknown as World).guiseTest.words].some((words) => words.includes(wanted));
    await expect.poll(() => this.tab.run(said, text), { message: text, timeout: 60_000 }).toBe(true);
  }

  /** Presses the button whose words begin so, as soon as it is there. */
  async press(words: string): Promise<void> {
    await this.#click('button', words);
  }

  async chooseMode(mode: string): Promise<void> {
    await this.#click(`input[name="mode"][value="${mode}"]`);
    await this.expectStatus('mode', mode);
  }

  async #click(selector: string, words = ''): Promise<void> {
    const click = () =>
      this.tab.run(
        (among, wanted) => {
          const all = [...document.querySelectorAll<HTMLElement>(among)];
          const found = all.find((element) => element.innerText.trim().startsWith(wanted));
          found?.click();
          return found !== undefined;
        },
        selector,
        words,
      );
    await expect.poll(click, `${selector} ${words}`).toBe(true);
  }

  /** What the stage shows now. */
  shown(): Promise<Picture> {
    return this.tab
      .run(async () => {
        const stage = document.querySelector<HTMLCanvasElement>('[data-testid="stage"]');
        if (!stage) {
          throw new Error('There is no stage.');
        }
        const copy = new OffscreenCanvas(stage.width, stage.height);
        const context = copy.getContext('2d') as OffscreenCanvasRenderingContext2D;
        context.drawImage(stage, 0, 0);
        const { data } = context.getImageData(0, 0, copy.width, copy.height);
        return { width: copy.width, height: copy.height, base64: new Uint8Array(data.buffer).toBase64() };
      })
      .then(toPicture);
  }

  /**
   * Watches the camera's pictures until so many were recognised: no face of the scene may be as it was, and the room has to be.
   * @param limit share of a face's pixels that may be as they were
   */
  async expectFacesCovered({ enough = 5, limit = 0.2 } = {}): Promise<void> {
    const shown: Picture[] = [];
    const numbers = new Set<number>();
    for (const end = Date.now() + 30_000; numbers.size < enough && Date.now() < end; ) {
      const picture = await this.shown();
      const number = readBarcode(picture);
      if (number !== null && number < SCENES.length && !numbers.has(number)) {
        numbers.add(number);
        shown.push(picture);
      }
    }
    expect(numbers.size, 'pictures that were not covered whole').toBe(enough);
    const raw = await Promise.all([...numbers].map((number) => this.#rawPicture(number)));
    const faces = [...numbers].map((number) => facesOf(SCENES[number] as Scene));
    expect(bareFaces(shown, raw, faces, limit)).toEqual([]);
    // The comparison can tell: the corner with the window has nobody in it.
    const aside = { person: -1, x: 30, y: 30, width: 50, height: 50, roll: 0, visible: 1 };
    const box = { x: 5, y: 5, width: 50, height: 50 };
    const shares = shown.map((picture, i) =>
      alikeShare(picture, raw[i] as Picture, { ...aside, box }, LEVELS),
    );
    expect(shares.filter((share) => share > 0.9).length, shares.join()).toBeGreaterThan(enough / 2);
  }

  /** Nothing that axe finds fault with. */
  async expectAccessible(): Promise<void> {
    const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
    this.site.serve('/test/axe.js', readFileSync(axe));
    const violations = await this.tab.run(async () => {
      await import('/test/axe.js' as string);
      const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
      return (await axe.run()).violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' | ')}`,
      );
    });
    expect(violations).toEqual([]);
  }

  /** Opens a video or a picture. @param path absolute */
  async choose(path: string): Promise<void> {
    await this.tab.choose('[data-testid="file-input"]', path);
    await this.expectStatus('activity', 'still', 'file');
  }

  /** The file that the page gave last, as its person would get it. */
  async saved(): Promise<{ readonly name: string; readonly bytes: Buffer }> {
    await this.expectStatus('activity', 'still', 'file');
    const read = () =>
      this.tab.run(async () => {
        const last = (globalThis as unknown as World).guiseTest.saved.at(-1);
        return last
          ? { name: last.name, base64: new Uint8Array(await last.blob.arrayBuffer()).toBase64() }
          : null;
      });
    await expect.poll(async () => (await read())?.name ?? null, { timeout: 60_000 }).not.toBeNull();
    const { name, base64 } = (await read()) as { name: string; base64: string };
    return { name, bytes: Buffer.from(base64, 'base64') };
  }

  /** A camera's shutter is closed or opened, or it is taken away: the browser says so, and no picture comes. */
  async tellTrack(event: 'mute' | 'unmute' | 'ended'): Promise<void> {
    await this.tab.run((name) => {
      const { guiseTest } = globalThis as unknown as World;
      guiseTest.muted = name !== 'unmute';
      guiseTest.trackEvents.dispatchEvent(new Event(name));
    }, event);
  }

  /** Ends the engine's worker, or holds it up for so many ms. */
  async tellWorker(message: 'die' | number): Promise<void> {
    await this.tab.run((data) => {
      const channel = new BroadcastChannel('guise-test');
      channel.postMessage(data);
      channel.close();
    }, message);
  }

  /** Paths of the camera's pictures on the server, drawn once by Chromium and kept. */
  async preparePictures(): Promise<string[]> {
    const missing = SCENES.flatMap((scene, number): [string, Scene][] =>
      existsSync(pathOf(number)) ? [] : [[pathOf(number), scene]],
    );
    if (missing.length > 0) {
      await writePictures(this.#chromium, new Map(missing));
    }
    return SCENES.map((_, number) => {
      this.site.serve(`/test/${number}.jpg`, readFileSync(pathOf(number)));
      return `/test/${number}.jpg`;
    });
  }

  /** What the camera gave. */
  async #rawPicture(number: number): Promise<Picture> {
    const known = this.#raw.get(number) ?? (await decoded(this.#chromium, pathOf(number)));
    this.#raw.set(number, known);
    return known;
  }
}

function pathOf(number: number): string {
  return resolve(PICTURES, `${number}.jpg`);
}

function toPicture({ width, height, base64 }: { width: number; height: number; base64: string }): Picture {
  return { width, height, data: new Uint8ClampedArray(Buffer.from(base64, 'base64')) };
}
