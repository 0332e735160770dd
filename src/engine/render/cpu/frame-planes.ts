/**
 * Pictures for an encoder, as planes. Of a frame that came as planes what no cover touches stays, bit by bit, as the camera or the
 * decoder made it, and keeps its colour space.
 */
import type { BufferPool } from '../../../base/buffers.ts';
import { size } from '../../../base/geometry.ts';
import type { Pixels } from '../../../base/sample.ts';
import type { RawFrame } from '../../safe/frame.ts';
import { rgbaOf, sizeOf } from '../../safe/pixels.ts';
import { fitsPlanes, frameOfPlanes, planeColours, USUAL_COLOURS } from '../../safe/planes.ts';
import type { ViewJob } from '../../safe/renderer.ts';
import { areaTouched, copyAreas, type TouchedArea, wholeOf } from './composite.ts';
import type { OwnPixels } from './kept.ts';
import { PlaneWriter } from './planes.ts';

/** A frame that is about to be drawn over. */
export interface FramePlanes {
  /** What covers are drawn from. */
  readonly raw: Pixels;
  /** The raw picture where a view's covers will be, to be drawn over; it holds anything elsewhere. */
  blank(view: number): OwnPixels;
  /** A view's frame, once its covers are drawn. */
  finish(picture: OwnPixels, view: number): VideoFrame;
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
  const own = new Uint8Array(width * height * 1.5);
  const copied = source.copyTo(own).then(
    () => true,
    () => false,
  );
  const [raw, isCopied] = await Promise.all([rgbaOf(frame), copied]);
  if (!isCopied) {
    return null;
  }
  if (source.format === 'NV12') {
    separateChromas(own);
  }
  return {
    raw,
    blank(view) {
      const data = new Uint8ClampedArray(pool.take(raw.data.length), 0, raw.data.length);
      const picture = { width, height, data };
      copyAreas(raw, picture, areas[view] ?? []);
      return picture;
    },
    finish(picture, view) {
      const planes = own.slice();
      for (const area of areas[view] ?? []) {
        writer().write(picture, area, planes, colours);
      }
      return frameOfPlanes(planes.buffer, width, height, timestamp, colours);
    },
  };
}

/** A picture that did not come as planes, as planes. @param timestamp µs @returns null where they cannot be written. */
export function planesFrame(picture: OwnPixels, timestamp: number): VideoFrame | null {
  const { width, height } = picture;
  if (!writer().works || !fitsPlanes(size(width, height))) {
    return null;
  }
  const planes = new Uint8Array(width * height * 1.5);
  writer().write(picture, wholeOf(picture), planes, USUAL_COLOURS);
  return frameOfPlanes(planes.buffer, width, height, timestamp);
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
