/** Short video files of real faces for the media tests, made in a browser and kept under .cache/clips (git-ignored). */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { type Scenario, sceneAt } from '../../testing/scenes/scenarios.ts';
import { facesOf, type Scene, type SceneFace } from '../../testing/scenes/scene.ts';
import { drawable, installStage } from '../../testing/scenes/stage.ts';
import type { Insight, MediaHarness, Played } from '../harness/media.ts';
import type { Picture } from './clips.ts';

const FOLDER = resolve(import.meta.dirname, '../../.cache/clips');
const HARNESS = resolve(import.meta.dirname, '../harness/media.ts');

export interface VideoRequest {
  readonly name: string;
  readonly container: 'mp4' | 'webm';
  /** As shown; even numbers. */
  readonly width: number;
  readonly height: number;
  /** How long each frame is shown, seconds: equal for a constant rate. */
  readonly durations: readonly number[];
  readonly scenario: Scenario;
  readonly rotation?: 0 | 90 | 180 | 270;
  readonly sound?: boolean;
  readonly comment?: string;
  /** Blocks of pure colour down the right border. */
  readonly blocks?: readonly string[];
  /** The left fifth is see-through, and hides magenta. WebM only. */
  readonly transparent?: boolean;
  /** Encoded from planes that are meant so. */
  readonly colours?: VideoColorSpaceInit;
}

export interface TestVideo extends VideoRequest {
  readonly path: string;
  /** Seconds, by frame; the barcode in each frame says its number. */
  readonly times: readonly number[];
  readonly duration: number;
  /** The truth, by frame. */
  readonly faces: readonly (readonly SceneFace[])[];
}

type World = { mediaHarness: MediaHarness };

/** Makes a video, or takes it from the cache. Opens and closes a page of its own in `page`'s context. */
export async function makeVideo(page: Page, request: VideoRequest): Promise<TestVideo> {
  const {
    name,
    container,
    width,
    height,
    durations,
    scenario,
    rotation = 0,
    sound = false,
    comment = '',
    blocks = [],
    transparent = false,
    colours = null,
  } = request;
  const times = durations.map((_, i) => durations.slice(0, i).reduce((sum, one) => sum + one, 0));
  const duration = durations.reduce((sum, one) => sum + one, 0);
  const scenes: Scene[] = times.map((time, number) => ({
    ...sceneAt(scenario, { width, height, time, seconds: duration || 1 }),
    number,
  }));
  const order = {
    container,
    rotation,
    sound: sound ? Math.max(1, duration) : 0,
    comment,
    blocks,
    transparent,
    colours,
    frames: scenes.map((scene, i) => ({
      scene: drawable(scene),
      time: times[i] ?? 0,
      duration: durations[i] ?? 0,
    })),
  };
  const hash = createHash('sha256').update(JSON.stringify(order)).update(readFileSync(HARNESS)).digest('hex');
  const path = resolve(FOLDER, `${name}-${hash.slice(0, 12)}.${container}`);
  if (!existsSync(path)) {
    mkdirSync(FOLDER, { recursive: true });
    const studio = await openStudio(page);
    await installStage(studio);
    const made = await studio.evaluate(
      (given) => (globalThis as unknown as World).mediaHarness.makeVideo(given),
      order,
    );
    await studio.close();
    writeFileSync(`${path}.${process.pid}.part`, Buffer.from(made, 'base64'));
    renameSync(`${path}.${process.pid}.part`, path);
  }
  return { ...request, path, times, duration, faces: scenes.map(facesOf) };
}

/** Ten numbered frames of a fifth of a second, with a face and a tone. */
export const tenFrames = (page: Page, name: string, blocks: readonly string[] = []) =>
  makeVideo(page, {
    name,
    container: 'mp4',
    width: 240,
    height: 180,
    durations: new Array<number>(10).fill(0.2),
    scenario: 'one',
    sound: true,
    blocks,
  });

const STUDIO = '/e2e/harness/media.html';

/** A page of its own with the harness for media. Given instead of a page, it serves many files. The receiver closes it. */
export async function openStudio(page: Page): Promise<Page> {
  const studio = await page.context().newPage();
  await studio.goto(STUDIO);
  return studio;
}

async function inStudio<T>(page: Page, path: string, part: (studio: Page) => Promise<T>): Promise<T> {
  const own = page.url().endsWith(STUDIO) ? null : await openStudio(page);
  try {
    await (own ?? page).locator('input').setInputFiles(path);
    return await part(own ?? page);
  } finally {
    await own?.close();
  }
}

/** A video or picture as the browser itself shows it; null where it does not. @param count of the blocks down the right border */
export function playedBy(page: Page, path: string, count: number): Promise<Played | null> {
  return inStudio(page, path, (studio) =>
    studio.evaluate((n) => (globalThis as unknown as World).mediaHarness.played(n), count),
  );
}

export interface Look extends Omit<Insight, 'pictures'> {
  readonly pictures: readonly Picture[];
}

/** What a finished video holds; every `every`-th picture as shown. */
export async function lookInto(page: Page, path: string, every = 1): Promise<Look> {
  const insight = await inStudio(page, path, (studio) =>
    studio.evaluate((n) => (globalThis as unknown as World).mediaHarness.look(n), every),
  );
  return {
    ...insight,
    pictures: insight.pictures.map(({ width, height, data }) => ({
      width,
      height,
      data: new Uint8ClampedArray(Buffer.from(data, 'base64')),
    })),
  };
}

/** Most that a colour of one differs from that of the other, 0..255. */
export function mostApart(a: Played | null, b: Played | null): number {
  const values = (played: Played | null) => played?.blocks.flat() ?? [];
  const [these, those] = [values(a), values(b)];
  return these.length > 0 && these.length === those.length
    ? Math.max(...these.map((n, i) => Math.abs(n - (those[i] as number))))
    : Number.POSITIVE_INFINITY;
}
