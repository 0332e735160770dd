/** The engine's side of the leak meter: takes small copies of what went in and what came out, and asks its worker. */

import type { RawFrame, SafeFrame } from '../../safe/frame.ts';
import { pixelsOf, rgbaOf } from '../../safe/pixels.ts';
import { type Crop, Downscaler, ImageDataCanvas, type SentPixels } from '../copies.ts';
import { RpcWorker } from '../rpc-worker.ts';
import type { CoveredArea } from './leaks.ts';
import type { LeakQuestion, LeakView } from './messages.ts';
import type { LeakMeter, LeakReading } from './meter.ts';
import { INPUT_SIDE, LARGEST_SCALE } from './picture-size.ts';
import { squaresOf } from './squares.ts';

/**
 * Starts the second detector in a worker of its own.
 * @throws when it cannot be had (no worker, no WebAssembly, damaged weights) or does not answer for a minute.
 */
export function createLeakMeter(): Promise<LeakMeter> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    type: 'module',
    name: 'guise-leak-meter',
  });
  return new WorkerLeakMeter(worker).opened();
}

class WorkerLeakMeter extends RpcWorker<LeakQuestion, LeakReading> implements LeakMeter {
  readonly #full = new ImageDataCanvas();
  readonly #fullSafe = new ImageDataCanvas();
  readonly #raw = new Downscaler();
  readonly #safe = new Downscaler();
  /** Readings so far: whose turn it is. */
  #turn = 0;

  examine(raw: RawFrame, safe: SafeFrame): Promise<LeakReading> {
    return this.ask(() => this.#questionFor(raw, safe));
  }

  /**
   * The whole frame small, and of each finer level one square in turn. What the caller closes next is copied before the first `await`;
   * the raw pixels are those that the detector had read already.
   */
  async #questionFor(raw: RawFrame, safe: SafeFrame): Promise<[LeakQuestion, Transferable[]]> {
    const { width, height, covered } = safe.report;
    const whole = covered === 'whole';
    const turn = this.#turn++;
    // Of a frame that was covered whole, only the faces are wanted.
    const squares = whole ? [] : squaresOf(width, height);
    const crops = [
      { x: 0, y: 0, width, height },
      ...squares.map((level) => level[turn % level.length] as Crop),
    ];
    const { picture } = safe;
    // Planes are read as those of the raw frame were, so that what is the same stays the same.
    const planes = !whole && 'displayWidth' in picture ? picture.clone() : null;
    const copied = whole || planes ? [] : crops.map((crop) => copyOf(this.#safe, picture, crop));
    try {
      // Drawing a camera's frame small converts its colours after shrinking it, where there is a GPU; the difference is
      // enough to take a bare face for a covered one.
      const source = whole ? raw.source : this.#full.of(await rgbaOf(raw));
      const rawCopies = crops.map((crop) => copyOf(this.#raw, source, crop));
      const safeCopies = planes ? await this.#copiesOfPlanes(planes, crops) : copied;
      return question(raw.timestamp, safe, crops, rawCopies, safeCopies);
    } finally {
      planes?.close();
    }
  }

  async #copiesOfPlanes(planes: VideoFrame, crops: readonly Crop[]): Promise<SentPixels[]> {
    const shown = this.#fullSafe.of(await pixelsOf(planes));
    return crops.map((crop) => copyOf(this.#safe, shown, crop));
  }
}

/** @param safeCopies none of a frame that was covered whole */
function question(
  timestamp: number,
  { report: { faces, chosen } }: SafeFrame,
  crops: readonly Crop[],
  rawCopies: readonly SentPixels[],
  safeCopies: readonly SentPixels[],
): [LeakQuestion, Transferable[]] {
  const views = crops.map((crop, i): LeakView => {
    const scale = scaleOf(crop);
    return {
      x: crop.x,
      y: crop.y,
      scale,
      raw: rawCopies[i] as SentPixels,
      safe: safeCopies[i] ?? null,
      covered: faces.map((face) => inView(face, crop, scale)),
      chosen: (chosen?.visible ?? []).map((face) => inView(face, crop, scale)),
    };
  });
  const buffers = [...rawCopies, ...safeCopies].map(({ data }) => data.buffer);
  return [{ timestamp, views }, buffers];
}

function scaleOf({ width, height }: Crop): number {
  return Math.min(LARGEST_SCALE, INPUT_SIDE / Math.max(width, height));
}

function copyOf(downscaler: Downscaler, source: Parameters<Downscaler['copy']>[0], crop: Crop): SentPixels {
  const scale = scaleOf(crop);
  return downscaler.copy(source, crop.width * scale, crop.height * scale, crop);
}

function inView({ x, y, width, height }: CoveredArea, crop: Crop, by: number): CoveredArea {
  return { x: (x - crop.x) * by, y: (y - crop.y) * by, width: width * by, height: height * by };
}
