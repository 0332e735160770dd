/** The engine's side of the leak meter: takes small copies of what went in and what came out, and asks its worker. */

import type { RawFrame, SafeFrame } from '../../safe/frame.ts';
import { rgbaOf } from '../../safe/pixels.ts';
import { Downscaler, ImageDataCanvas } from '../copies.ts';
import { RpcWorker } from '../rpc-worker.ts';
import type { CoveredArea } from './leaks.ts';
import type { LeakQuestion } from './messages.ts';
import type { LeakMeter, LeakReading } from './meter.ts';
import { INPUT_SIDE } from './picture-size.ts';

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
  readonly #raw = new Downscaler();
  readonly #safe = new Downscaler();

  examine(raw: RawFrame, safe: SafeFrame): Promise<LeakReading> {
    return this.ask(() => this.#questionFor(raw, safe));
  }

  /**
   * Both pictures small. What the caller closes next is copied before the first `await`; the raw pixels are those
   * that the detector had read already.
   */
  async #questionFor(raw: RawFrame, safe: SafeFrame): Promise<[LeakQuestion, Transferable[]]> {
    const { width, height, faces, covered, chosen } = safe.report;
    const scale = Math.min(1, INPUT_SIDE / Math.max(width, height));
    const whole = covered === 'whole';
    const safeCopy = whole ? null : this.#safe.copy(safe.picture, width * scale, height * scale);
    // Drawing a camera's frame small converts its colours after shrinking it, where there is a GPU; the difference is
    // enough to take a bare face for a covered one. Of a frame that was covered whole, only the faces are wanted.
    const source = whole ? raw.source : this.#full.of(await rgbaOf(raw));
    const rawCopy = this.#raw.copy(source, width * scale, height * scale);
    const question: LeakQuestion = {
      timestamp: raw.timestamp,
      raw: rawCopy,
      safe: safeCopy,
      covered: faces.map((face) => scaled(face, scale)),
      chosen: (chosen?.visible ?? []).map((face) => scaled(face, scale)),
    };
    return [question, [rawCopy.data.buffer, ...(safeCopy ? [safeCopy.data.buffer] : [])]];
  }
}

function scaled({ x, y, width, height }: CoveredArea, by: number): CoveredArea {
  return { x: x * by, y: y * by, width: width * by, height: height * by };
}
