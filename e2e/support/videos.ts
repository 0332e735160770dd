/** Short video files of real faces for the media tests, made in a browser and kept under .cache/clips (git-ignored). */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { type Scenario, sceneAt } from '../../testing/scenes/scenarios.ts';
import { facesOf, type Scene, type SceneFace } from '../../testing/scenes/scene.ts';
import { drawable, installStage } from '../../testing/scenes/stage.ts';
import type { Insight, MediaHarness } from '../harness/media.ts';
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
    const studio = await page.context().newPage();
    await studio.goto('/e2e/harness/media.html');
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

/** RGB at the middle of each block of the first picture, as players show it. */
export async function blocksOf(
  page: Page,
  path: string,
  count: number,
): Promise<readonly (readonly number[])[]> {
  const studio = await page.context().newPage();
  try {
    await studio.goto('/e2e/harness/media.html');
    await studio.locator('input').setInputFiles(path);
    return await studio.evaluate((n) => (globalThis as unknown as World).mediaHarness.blocks(n), count);
  } finally {
    await studio.close();
  }
}

export interface Look extends Omit<Insight, 'pictures'> {
  readonly pictures: readonly Picture[];
}

/** What a finished video holds; every `every`-th picture as shown. */
export async function lookInto(page: Page, path: string, every = 1): Promise<Look> {
  const studio = await page.context().newPage();
  try {
    await studio.goto('/e2e/harness/media.html');
    await studio.locator('input').setInputFiles(path);
    const insight = await studio.evaluate(
      (n) => (globalThis as unknown as World).mediaHarness.look(n),
      every,
    );
    return {
      ...insight,
      pictures: insight.pictures.map(({ width, height, data }) => ({
        width,
        height,
        data: new Uint8ClampedArray(Buffer.from(data, 'base64')),
      })),
    };
  } finally {
    await studio.close();
  }
}
