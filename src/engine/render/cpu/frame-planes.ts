/**
 * Pictures for an encoder, as planes. Of a frame that came as planes what no cover touches stays, bit by bit, as the camera or the
 * decoder made it, and keeps its colour space.
 */
import type { BufferPool } from '../../../base/buffers.ts';
import { size } from '../../../base/geometry.ts';
import type { Pixels } from '../../../base/sample.ts';
import { needsNetwork } from '../../modes/metas.ts';
import type { RawFrame } from '../../safe/frame.ts';
import { copyRows, type Rows, rgbaOf, sizeOf } from '../../safe/pixels.ts';
import { fitsPlanes, frameOfPlanes, planeColours, USUAL_COLOURS } from '../../safe/planes.ts';
import type { ViewJob } from '../../safe/renderer.ts';
import { gridOf } from '../jobs.ts';
import { areaTouched, copyAreas, type TouchedArea, wholeOf } from './composite.ts';
import type { OwnPixels } from './kept.ts';
import { PlaneWriter } from './planes.ts';

/** A frame that is about to be drawn over. */
export interface FramePlanes {
  /** What covers are drawn from; it holds anything in rows that none of them reads. */
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
  const areas = views.map(({ covers }) =>
    covers.map(({ cover }) => aligned(areaTouched(cover, width, height), width, height)),
  );
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
  const part = new Uint8ClampedArray(take(width * height * 4), 0, width * height * 4);
  const rows = rowsRead(views, width, height);
  const raw =
    rows && (await copyRows(frame, rows, part)) ? { width, height, data: part } : await rgbaOf(frame);
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

/** Rows beyond a crop's that are read to draw it: its border's pixels lie between the frame's, and chroma between two rows. */
const BESIDE = 4;

/** The rows of a frame from which these covers are drawn; null where a network reads of it what it likes. */
export function rowsRead(views: readonly ViewJob[], width: number, height: number): Rows | null {
  const jobs = views.flatMap(({ covers }) => covers);
  if (jobs.some(({ mode }) => needsNetwork(mode))) {
    return null;
  }
  const ends = jobs.flatMap((job) => {
    const { y0, ys, yt } = gridOf(job);
    const { top, bottom } = areaTouched(job.cover, width, height);
    return [top, bottom, y0, y0 + ys, y0 + yt, y0 + ys + yt];
  });
  // A crop beyond the border is made of the border's pixels.
  const within = (row: number, least: number, most: number) => Math.min(most, Math.max(least, row));
  const top = within(Math.floor((Math.min(...ends) - BESIDE) / 2) * 2, 0, height - 2);
  return { top, bottom: within(Math.ceil((Math.max(...ends) + BESIDE) / 2) * 2, top + 2, height) };
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

/** Wider, to what planes can be written in. */
function aligned({ left, top, right, bottom }: TouchedArea, width: number, height: number): TouchedArea {
  const down = (value: number, by: number) => Math.floor(value / by) * by;
  const up = (value: number, by: number, most: number) => Math.min(most, Math.ceil(value / by) * by);
  return {
    left: down(left, 8),
    top: down(top, 2),
    right: up(right, 8, width),
    bottom: up(bottom, 2, height),
  };
}
