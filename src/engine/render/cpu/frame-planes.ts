/**
 * A frame that comes as planes, drawn over for an encoder: what no cover touches stays, bit by bit, as the camera or the decoder made
 * it, and neither way of its colours is gone.
 */
import type { BufferPool } from '../../../base/buffers.ts';
import { size } from '../../../base/geometry.ts';
import type { Pixels } from '../../../base/sample.ts';
import type { RawFrame } from '../../safe/frame.ts';
import { rgbaOf, sizeOf } from '../../safe/pixels.ts';
import { fitsPlanes, frameOfPlanes, planeColours, USUAL_COLOURS } from '../../safe/planes.ts';
import type { ViewJob } from '../../safe/renderer.ts';
import { areaTouched, type TouchedArea, wholeOf } from './composite.ts';
import type { OwnPixels } from './kept.ts';
import { PlaneWriter } from './planes.ts';

let made: PlaneWriter | null = null;

/** One for all: it works on one picture at a time. */
function writer(): PlaneWriter {
  made ??= new PlaneWriter();
  return made;
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

export class FramePlanes {
  /** What covers are drawn from. */
  readonly raw: Pixels;
  readonly #planes: Uint8Array<ArrayBuffer>;
  readonly #colours: VideoColorSpaceInit;
  /** By view: what its covers touch. */
  readonly #areas: readonly (readonly TouchedArea[])[];
  readonly #timestamp: number;
  readonly #pool: BufferPool;

  /** @returns null where the frame does not come as planes, or they cannot be written. */
  static async of(frame: RawFrame, views: readonly ViewJob[], pool: BufferPool): Promise<FramePlanes | null> {
    const { source } = frame;
    const colours = planeColours(source);
    if (!colours || !('copyTo' in source) || !writer().works) {
      return null;
    }
    const { width, height } = sizeOf(frame);
    const areas = views.map(({ covers }) =>
      covers.map(({ cover }) => aligned(areaTouched(cover, width, height), width, height)),
    );
    const planes = new Uint8Array(width * height * 1.5);
    const [raw] = await Promise.all([rgbaOf(frame), source.copyTo(planes)]);
    return new FramePlanes({ raw, planes, colours, areas, timestamp: frame.timestamp, pool });
  }

  private constructor(parts: {
    raw: Pixels;
    planes: Uint8Array<ArrayBuffer>;
    colours: VideoColorSpaceInit;
    areas: readonly (readonly TouchedArea[])[];
    timestamp: number;
    pool: BufferPool;
  }) {
    this.raw = parts.raw;
    this.#planes = parts.planes;
    this.#colours = parts.colours;
    this.#areas = parts.areas;
    this.#timestamp = parts.timestamp;
    this.#pool = parts.pool;
  }

  /** The raw picture where a view's covers will be, to be drawn over; it holds anything elsewhere. */
  readonly blank = (view: number): OwnPixels => {
    const { width, height, data } = this.raw;
    const copy = new Uint8ClampedArray(this.#pool.take(data.length), 0, data.length);
    for (const { left, top, right, bottom } of this.#areas[view] ?? []) {
      for (let y = top; y < bottom; y++) {
        const from = (y * width + left) * 4;
        copy.set(data.subarray(from, (y * width + right) * 4), from);
      }
    }
    return { width, height, data: copy };
  };

  /** A view's frame, once its covers are drawn; in order, since the last one is made of what was kept. */
  finish(picture: OwnPixels, view: number): VideoFrame {
    const isLast = view === this.#areas.length - 1;
    const planes = isLast ? this.#planes : this.#planes.slice();
    for (const area of this.#areas[view] ?? []) {
      writer().write(picture, area, planes, this.#colours);
    }
    const { width, height } = picture;
    return frameOfPlanes(planes.buffer, width, height, this.#timestamp, this.#colours);
  }
}

/** Wider, to what planes can be written in. */
function aligned({ left, top, right, bottom }: TouchedArea, width: number, height: number): TouchedArea {
  const down = (value: number, by: number) => Math.max(0, Math.floor(value / by) * by);
  const up = (value: number, by: number, most: number) => Math.min(most, Math.ceil(value / by) * by);
  return {
    left: down(left, 8),
    top: down(top, 2),
    right: up(right, 8, width),
    bottom: up(bottom, 2, height),
  };
}
