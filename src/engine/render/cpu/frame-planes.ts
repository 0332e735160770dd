/**
 * A frame that comes as planes, drawn over for an encoder: what no cover touches stays, bit by bit, as the camera or the decoder made
 * it, and neither way of its colours is gone.
 */
import type { BufferPool } from '../../../base/buffers.ts';
import type { Pixels } from '../../../base/sample.ts';
import type { RawFrame } from '../../safe/frame.ts';
import { rgbaOf, rgbaWithin, sizeOf } from '../../safe/pixels.ts';
import { frameOfPlanes, planeColours } from '../../safe/planes.ts';
import type { ViewJob } from '../../safe/renderer.ts';
import { areaTouched, type TouchedArea } from './composite.ts';
import type { OwnPixels } from './kept.ts';
import type { PlaneWriter } from './planes.ts';

/** Pixels beyond a cover that sampling it reads. */
const NEIGHBOURS = 2;

export class FramePlanes {
  /** What covers are drawn from; black where none is. */
  readonly raw: Pixels;
  readonly #planes: Uint8Array<ArrayBuffer>;
  readonly #colours: VideoColorSpaceInit;
  /** By view: what its covers touch. */
  readonly #areas: readonly (readonly TouchedArea[])[];
  readonly #timestamp: number;
  readonly #writer: PlaneWriter;
  readonly #pool: BufferPool;

  /** @returns null where the frame does not come as planes, or they cannot be written. @param whole networks look at all of it */
  static async of(
    frame: RawFrame,
    views: readonly ViewJob[],
    writer: PlaneWriter,
    pool: BufferPool,
    whole: boolean,
  ): Promise<FramePlanes | null> {
    const { source } = frame;
    const colours = planeColours(source);
    if (!colours || !('copyTo' in source) || !writer.works) {
      return null;
    }
    const { width, height } = sizeOf(frame);
    const areas = views.map(({ covers }) =>
      covers.map(({ cover }) => aligned(areaTouched(cover, width, height), width, height)),
    );
    const planes = new Uint8Array(width * height * 1.5);
    const [raw] = await Promise.all([
      whole ? rgbaOf(frame) : rgbaWithin(frame, areas.flat()),
      source.copyTo(planes),
    ]);
    return new FramePlanes({ raw, planes, colours, areas, timestamp: frame.timestamp, writer, pool });
  }

  private constructor(parts: {
    raw: Pixels;
    planes: Uint8Array<ArrayBuffer>;
    colours: VideoColorSpaceInit;
    areas: readonly (readonly TouchedArea[])[];
    timestamp: number;
    writer: PlaneWriter;
    pool: BufferPool;
  }) {
    this.raw = parts.raw;
    this.#planes = parts.planes;
    this.#colours = parts.colours;
    this.#areas = parts.areas;
    this.#timestamp = parts.timestamp;
    this.#writer = parts.writer;
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
      this.#writer.write(picture, area, planes, this.#colours);
    }
    const { width, height } = picture;
    return frameOfPlanes(planes.buffer, width, height, this.#timestamp, this.#colours);
  }
}

/** Wider, to what planes can be written in. */
function aligned({ left, top, right, bottom }: TouchedArea, width: number, height: number): TouchedArea {
  const down = (value: number, by: number) => Math.max(0, Math.floor((value - NEIGHBOURS) / by) * by);
  const up = (value: number, by: number, most: number) =>
    Math.min(most, Math.ceil((value + NEIGHBOURS) / by) * by);
  return {
    left: down(left, 8),
    top: down(top, 2),
    right: up(right, 8, width),
    bottom: up(bottom, 2, height),
  };
}
