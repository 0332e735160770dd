/**
 * Clips of real faces for Chromium's fake camera: drawn in a browser, written as .y4m (I420) by Node, kept under
 * .cache/clips (git-ignored), with the truth about every face in every frame.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { TRUE_FACES } from '../../testing/scenes/photos.ts';
import { type Scenario, sceneAt } from '../../testing/scenes/scenarios.ts';
import { facesOf, HEAD, type Scene, type SceneFace } from '../../testing/scenes/scene.ts';
import { type DrawnScene, drawable, installStage, stageInBrowser } from '../../testing/scenes/stage.ts';

const FOLDER = resolve(import.meta.dirname, '../../.cache/clips');
const BATCH = 10;

export interface ClipRequest {
  /** For the file name. */
  readonly name: string;
  /** Even numbers. */
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly seconds: number;
  readonly scenario: Scenario;
}

/** One person who moves: what the camera shows in tests that do not care for more. */
export const ONE_PERSON: ClipRequest = {
  name: 'page',
  width: 640,
  height: 480,
  fps: 30,
  seconds: 4,
  scenario: 'one',
};

export interface ClipFrame {
  /** Every face, those behind another person or outside the picture too. */
  readonly faces: readonly SceneFace[];
  /** Boxes of the faces of which at least a third is to be seen. */
  readonly boxes: readonly SceneFace['box'][];
}

export interface Clip extends ClipRequest {
  /** Absolute path of the .y4m file. */
  readonly path: string;
  /** By frame number, which is also what the barcode at the bottom left of the picture says. */
  readonly frames: readonly ClipFrame[];
}

/** Makes a clip, or takes it from the cache. Opens and closes a page of its own in `page`'s context. */
export async function makeClip(page: Page, request: ClipRequest): Promise<Clip> {
  const { width, height, fps, seconds, scenario, name } = request;
  if (width % 2 || height % 2) {
    throw new RangeError(`I420 needs even sides, not ${width}×${height}.`);
  }
  const scenes = Array.from({ length: Math.round(fps * seconds) }, (_, number) => ({
    ...sceneAt(scenario, { width, height, time: number / fps, seconds }),
    number,
  }));
  const clip: Clip = {
    ...request,
    path: resolve(FOLDER, `${name}-${fingerprint(scenes, fps)}.y4m`),
    frames: scenes.map(truthOf),
  };
  if (!existsSync(clip.path)) {
    await writeClip(page, scenes, clip);
  }
  return clip;
}

function truthOf(scene: Scene): ClipFrame {
  const faces = facesOf(scene);
  return { faces, boxes: faces.filter((face) => face.visible >= 1 / 3).map((face) => face.box) };
}

/** Changes with everything that the file's bytes depend on. */
function fingerprint(scenes: readonly Scene[], fps: number): string {
  const all = JSON.stringify([scenes, fps, TRUE_FACES, HEAD, String(stageInBrowser), String(drawI420)]);
  return createHash('sha256').update(all).digest('hex').slice(0, 12);
}

async function writeClip(page: Page, scenes: readonly Scene[], clip: Clip): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const unfinished = `${clip.path}.${process.pid}.part`;
  const file = openSync(unfinished, 'w');
  const studio = await page.context().newPage();
  try {
    await installStage(studio);
    writeSync(file, `YUV4MPEG2 W${clip.width} H${clip.height} F${clip.fps}:1 Ip A1:1 C420jpeg\n`);
    for (let from = 0; from < scenes.length; from += BATCH) {
      const drawn = await studio.evaluate(drawI420, scenes.slice(from, from + BATCH).map(drawable));
      for (const frame of drawn) {
        writeSync(file, FRAME_HEADER);
        writeSync(file, Buffer.from(frame, 'base64'));
      }
    }
  } finally {
    closeSync(file);
    await studio.close();
  }
  renameSync(unfinished, clip.path);
  writeFileSync(`${clip.path}.json`, JSON.stringify({ ...clip, frames: clip.frames.map((f) => f.boxes) }));
}

const FRAME_HEADER = 'FRAME\n';

/** Runs in the page: scenes in, base64 of I420 (BT.601, limited range) out. */
async function drawI420(scenes: readonly DrawnScene[]): Promise<string[]> {
  const stage = (globalThis as unknown as { guiseStage: { draw(scene: DrawnScene): OffscreenCanvas } })
    .guiseStage;
  const out: string[] = [];
  for (const scene of scenes) {
    const { width, height } = scene;
    const rgba = stage.draw(scene).getContext('2d')?.getImageData(0, 0, width, height).data;
    if (!rgba) {
      throw new Error('The stage has no picture.');
    }
    const luma = width * height;
    const half = width / 2;
    const planes = new Uint8Array(luma * 1.5);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = (y * width + x) * 4;
        const r = rgba[at] as number;
        const g = rgba[at + 1] as number;
        const b = rgba[at + 2] as number;
        planes[y * width + x] = 16.5 + 0.256788 * r + 0.504129 * g + 0.097906 * b;
      }
    }
    for (let y = 0; y < height; y += 2) {
      for (let x = 0; x < width; x += 2) {
        let r = 0;
        let g = 0;
        let b = 0;
        for (const at of [y * width + x, y * width + x + 1, (y + 1) * width + x, (y + 1) * width + x + 1]) {
          r += (rgba[at * 4] as number) / 4;
          g += (rgba[at * 4 + 1] as number) / 4;
          b += (rgba[at * 4 + 2] as number) / 4;
        }
        const to = luma + (y / 2) * half + x / 2;
        planes[to] = 128.5 - 0.148223 * r - 0.290993 * g + 0.439216 * b;
        planes[to + luma / 4] = 128.5 + 0.439216 * r - 0.367788 * g - 0.071427 * b;
      }
    }
    const url = await new Promise<string>((done, failed) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result as string);
      reader.onerror = () => failed(reader.error);
      reader.readAsDataURL(new Blob([planes]));
    });
    out.push(url.slice(url.indexOf(',') + 1));
  }
  return out;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGBA, row by row. */
  readonly data: Uint8ClampedArray;
}

/** A raw frame of a clip as RGB again (BT.601, chroma repeated): what the camera was given, to hold against what came out. */
export function rawFrame(clip: Clip, number: number): Picture {
  const { width, height } = clip;
  const luma = width * height;
  const bytes = Buffer.alloc(luma * 1.5);
  const file = openSync(clip.path, 'r');
  const header = readFileHeader(file);
  readSync(
    file,
    bytes,
    0,
    bytes.length,
    header + number * (FRAME_HEADER.length + bytes.length) + FRAME_HEADER.length,
  );
  closeSync(file);
  const data = new Uint8ClampedArray(luma * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const chroma = luma + (y >> 1) * (width / 2) + (x >> 1);
      const light = 1.164384 * ((bytes[y * width + x] as number) - 16);
      const u = (bytes[chroma] as number) - 128;
      const v = (bytes[chroma + luma / 4] as number) - 128;
      const at = (y * width + x) * 4;
      data[at] = light + 1.596027 * v;
      data[at + 1] = light - 0.391762 * u - 0.812968 * v;
      data[at + 2] = light + 2.017232 * u;
      data[at + 3] = 255;
    }
  }
  return { width, height, data };
}

function readFileHeader(file: number): number {
  const start = Buffer.alloc(256);
  readSync(file, start, 0, start.length, 0);
  return start.indexOf('\n') + 1;
}
