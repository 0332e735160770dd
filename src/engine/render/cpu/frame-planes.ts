/**
 * Pictures for an encoder, as planes. Of a frame that came as planes what no cover touches stays, bit by bit, as the camera or the
 * decoder made it, and keeps its colour space.
 */
import type { BufferPool } from '../../../base/buffers.ts';
import { type PixelArea, size } from '../../../base/geometry.ts';
import type { Pixels } from '../../../base/sample.ts';
import type { Cover } from '../../face.ts';
import { modeOf } from '../../modes/kernels.ts';
import { needsNetwork } from '../../modes/metas.ts';
import type { RawFrame } from '../../safe/frame.ts';
import { copiedRgba, copyParts, rgbaOf, sizeOf } from '../../safe/pixels.ts';
import { fitsPlanes, frameOfPlanes, planeColours, USUAL_COLOURS } from '../../safe/planes.ts';
import type { CoverJob, ViewJob } from '../../safe/renderer.ts';
import { gridOf } from '../jobs.ts';
import { areaTouched, copyAreas, wholeOf } from './composite.ts';
import type { OwnPixels } from './kept.ts';
import { PlaneWriter } from './planes.ts';

/** A frame that is about to be drawn over. */
export interface FramePlanes {
  /** What covers are drawn from; it holds anything where none of them reads. */
  readonly raw: Pixels;
  /** The raw picture where a view's covers will be, to be drawn over; it holds anything elsewhere. */
  blank(view: number): OwnPixels;
  /** A view's frame, once its covers are drawn. */
  finish(picture: OwnPixels, view: number): VideoFrame;
  /** Gives memory back to the pool; nothing of it may be used afterwards. */
  release(): void;
}

let made: PlaneWriter | null = null;

/** One for all: it works on one picture at a time. */
function writer(): PlaneWriter {
  made ??= new PlaneWriter();
  return made;
}

/** Null where the frame does not come as planes, the browser does not give them out, or none can be written. @throws (rejects) as `rgbaOf`. */
export async function framePlanes(
  frame: RawFrame,
  views: readonly ViewJob[],
  pool: BufferPool,
): Promise<FramePlanes | null> {
  const { source, timestamp } = frame;
  const colours = planeColours(source);
  if (!colours || !('copyTo' in source) || !writer().works) {
    return null;
  }
  const { width, height } = sizeOf(frame);
  const areas = views.map(({ covers }) => covers.map(({ cover }) => areaWritten(cover, width, height)));
  const taken: ArrayBuffer[] = [];
  const take = (bytes: number) => {
    const buffer = pool.take(bytes);
    taken.push(buffer);
    return buffer;
  };
  const release = () => {
    for (const buffer of taken.splice(0)) {
      pool.give(buffer);
    }
  };
  const bytes = (width * height * 3) / 2;
  const own = new Uint8Array(take(bytes), 0, bytes);
  const isCopied = await source.copyTo(own).then(
    () => true,
    () => false,
  );
  if (!isCopied) {
    release();
    return null;
  }
  if (source.format === 'NV12') {
    separateChromas(own);
  }
  const raw = copiedRgba(frame) ?? (await partsOf(frame, views, take)) ?? (await rgbaOf(frame));
  const planes = new Uint8Array(take(bytes), 0, bytes);
  return {
    raw,
    release,
    blank(view) {
      const data = new Uint8ClampedArray(pool.take(raw.data.length), 0, raw.data.length);
      const picture = { width, height, data };
      copyAreas(raw, picture, areas[view] ?? []);
      return picture;
    },
    finish(picture, view) {
      planes.set(own);
      for (const area of areas[view] ?? []) {
        writer().write(picture, area, planes, colours);
      }
      return frameOfPlanes(planes, width, height, timestamp, colours);
    },
  };
}

/** The frame's pixels where these covers are drawn from; null where a network reads what it likes, or the browser copies no parts. */
async function partsOf(
  frame: RawFrame,
  views: readonly ViewJob[],
  take: (bytes: number) => ArrayBuffer,
): Promise<Pixels | null> {
  const { width, height } = sizeOf(frame);
  const parts = partsRead(views, width, height);
  if (!parts) {
    return null;
  }
  const row = width * 4;
  const data = new Uint8ClampedArray(take((height + 1) * row), 0, (height + 1) * row);
  return (await copyParts(frame, parts, data))
    ? { width, height, data: data.subarray(0, height * row) }
    : null;
}

/** A picture that did not come as planes, as planes. @param timestamp µs @returns null where they cannot be written. */
export function planesFrame(picture: OwnPixels, timestamp: number, pool: BufferPool): VideoFrame | null {
  const { width, height } = picture;
  if (!writer().works || !fitsPlanes(size(width, height))) {
    return null;
  }
  const bytes = (width * height * 3) / 2;
  const planes = new Uint8Array(pool.take(bytes), 0, bytes);
  writer().write(picture, wholeOf(picture), planes, USUAL_COLOURS);
  const frame = frameOfPlanes(planes, width, height, timestamp);
  pool.give(planes.buffer);
  return frame;
}

/** Pixels beyond a crop's that are read to draw it: its border's pixels lie between the frame's, and chroma between two of both. */
const BESIDE = 4;

/** Copies of a frame that are made at most: each may cost the browser a look at the whole of it. */
const MOST_PARTS = 8;

/**
 * The parts of a frame from which these covers are drawn, those that overlap or lie close together as one; null where a network reads of
 * it what it likes.
 */
export function partsRead(views: readonly ViewJob[], width: number, height: number): PixelArea[] | null {
  const jobs = views.flatMap(({ covers }) => covers);
  if (jobs.some(({ mode }) => needsNetwork(mode))) {
    return null;
  }
  const parts: PixelArea[] = [];
  for (const job of jobs) {
    let part = partRead(job, width, height);
    const isNear = (other: PixelArea) =>
      doOverlap(part, other) || areaOf(around(part, other)) <= areaOf(part) + areaOf(other);
    for (let at = parts.findIndex(isNear); at >= 0; at = parts.findIndex(isNear)) {
      part = around(part, ...parts.splice(at, 1));
    }
    parts.push(part);
  }
  return parts.length > MOST_PARTS ? [around(...parts)] : parts;
}

/** What one cover is drawn from: what it lies over, and its crop where its mode looks at that. */
function partRead(job: CoverJob, width: number, height: number): PixelArea {
  const area = areaWritten(job.cover, width, height);
  const { x0, y0, xs, ys, xt, yt } = gridOf(job);
  const isBlind = modeOf(job.mode).blind;
  const xEnds = isBlind ? [] : [x0, x0 + xs, x0 + xt, x0 + xs + xt];
  const yEnds = isBlind ? [] : [y0, y0 + ys, y0 + yt, y0 + ys + yt];
  // A crop beyond the border is made of the border's pixels.
  const first = (ends: readonly number[], most: number) =>
    Math.min(most - 2, Math.max(0, Math.floor((Math.min(...ends) - BESIDE) / 2) * 2));
  const last = (ends: readonly number[], least: number, most: number) =>
    Math.min(most, Math.max(least + 2, Math.ceil((Math.max(...ends) + BESIDE) / 2) * 2));
  const left = first([area.left, ...xEnds], width);
  const top = first([area.top, ...yEnds], height);
  return {
    left,
    top,
    right: last([area.right, ...xEnds], left, width),
    bottom: last([area.bottom, ...yEnds], top, height),
  };
}

function around(...parts: readonly PixelArea[]): PixelArea {
  return {
    left: Math.min(...parts.map(({ left }) => left)),
    top: Math.min(...parts.map(({ top }) => top)),
    right: Math.max(...parts.map(({ right }) => right)),
    bottom: Math.max(...parts.map(({ bottom }) => bottom)),
  };
}

function doOverlap(a: PixelArea, b: PixelArea): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function areaOf({ left, top, right, bottom }: PixelArea): number {
  return (right - left) * (bottom - top);
}

/** NV12, densely packed, becomes I420 in place. */
function separateChromas(planes: Uint8Array): void {
  const luma = (planes.length * 2) / 3;
  const both = planes.slice(luma);
  const half = both.length / 2;
  for (let i = 0; i < half; i++) {
    planes[luma + i] = both[2 * i] as number;
    planes[luma + half + i] = both[2 * i + 1] as number;
  }
}

/** The part of the planes that is written anew for a cover: what it touches, and a little more, for planes are written in pieces. */
export function areaWritten(cover: Cover, width: number, height: number): PixelArea {
  const { left, top, right, bottom } = areaTouched(cover, width, height);
  const down = (value: number, by: number) => Math.floor(value / by) * by;
  const up = (value: number, by: number, most: number) => Math.min(most, Math.ceil(value / by) * by);
  return {
    left: down(left, 8),
    top: down(top, 2),
    right: up(right, 8, width),
    bottom: up(bottom, 2, height),
  };
}
