/** The engine's side of the leak meter: takes small copies of what went in and what came out, and asks the audit's worker. */
import type { RawFrame, SafeFrame } from '../frame.ts';
import { rgbaOf } from '../pixels.ts';
import type { LeakAudit, LeakReading } from './audit.ts';
import type { FromAudit, SentPixels, ToAudit } from './messages.ts';
import { INPUT_SIDE } from './picture-size.ts';

/** Loading compiles WebAssembly, which is slow on a slow device; a reading is one pass of a small network. */
const LOAD_TIMEOUT = 60_000;
const READ_TIMEOUT = 20_000;

/**
 * Starts the second detector in a worker of its own.
 * @throws when it cannot be had (no worker, no WebAssembly, damaged weights) or does not answer for a minute.
 */
export async function createAudit(): Promise<LeakAudit> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    type: 'module',
    name: 'guise-leak-meter',
  });
  try {
    const answer = await nextAnswer(worker, LOAD_TIMEOUT);
    if (answer.type !== 'ready') {
      throw new Error(answer.type === 'unavailable' ? answer.why : 'its worker is confused');
    }
    return new WorkerAudit(worker);
  } catch (error) {
    worker.terminate();
    throw error;
  }
}

class WorkerAudit implements LeakAudit {
  readonly #worker: Worker;
  readonly #full = new Board();
  readonly #raw = new Shrinker();
  readonly #safe = new Shrinker();
  #busy = false;
  #closed = false;

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  get busy(): boolean {
    return this.#busy;
  }

  async examine(raw: RawFrame, safe: SafeFrame): Promise<LeakReading> {
    if (this.#busy || this.#closed) {
      throw new Error(this.#closed ? 'it was closed' : 'it is busy with another frame');
    }
    this.#busy = true;
    try {
      const [message, transfer] = await this.#messageFor(raw, safe);
      this.#worker.postMessage(message, transfer);
      const answer = await this.#answer();
      if (answer.type !== 'reading') {
        throw new Error(answer.type === 'failed' ? answer.why : 'its worker is confused');
      }
      return answer.reading;
    } finally {
      this.#busy = false;
    }
  }

  close(): void {
    this.#closed = true;
    this.#worker.terminate();
  }

  /** A worker that broke or hangs is given up: a late answer must not be taken for the next frame's. */
  async #answer(): Promise<FromAudit> {
    try {
      return await nextAnswer(this.#worker, READ_TIMEOUT);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * Both pictures small. Whatever the caller closes next is copied before the first `await`; the raw pixels are those
   * that the detector had read already.
   */
  async #messageFor(raw: RawFrame, safe: SafeFrame): Promise<[ToAudit, Transferable[]]> {
    const { width, height, faces, covered } = safe.report;
    const scale = Math.min(1, INPUT_SIDE / Math.max(width, height));
    const whole = covered === 'whole';
    const safeCopy = whole ? null : this.#safe.copy(safe.picture, width * scale, height * scale);
    // Drawing a camera's frame small converts its colours after shrinking it, where there is a GPU; the difference is
    // enough to take a bare face for a covered one. Of a frame that was covered whole, only the faces are wanted.
    const source = whole ? raw.source : this.#full.of(await rgbaOf(raw));
    const rawCopy = this.#raw.copy(source, width * scale, height * scale);
    const message: ToAudit = {
      timestamp: raw.timestamp,
      raw: rawCopy,
      safe: safeCopy,
      covered: faces.map((face) => ({
        x: face.x * scale,
        y: face.y * scale,
        width: face.width * scale,
        height: face.height * scale,
      })),
    };
    return [message, [rawCopy.data.buffer, ...(safeCopy ? [safeCopy.data.buffer] : [])]];
  }
}

/** Draws pictures small, always in the same way, so that what is the same stays the same. */
class Shrinker {
  readonly #canvas = softwareCanvas();

  copy(source: VideoFrame | ImageBitmap | OffscreenCanvas, width: number, height: number): SentPixels {
    const { canvas, context } = this.#canvas;
    resize(canvas, Math.max(1, Math.round(width)), Math.max(1, Math.round(height)));
    context.imageSmoothingQuality = 'medium';
    context.drawImage(source, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return { width: canvas.width, height: canvas.height, data: data as Uint8ClampedArray<ArrayBuffer> };
  }
}

/** Pixels as something that can be drawn. */
class Board {
  readonly #canvas = softwareCanvas();

  of(pixels: ImageData): OffscreenCanvas {
    const { canvas, context } = this.#canvas;
    resize(canvas, pixels.width, pixels.height);
    context.putImageData(pixels, 0, 0);
    return canvas;
  }
}

function softwareCanvas(): { canvas: OffscreenCanvas; context: OffscreenCanvasRenderingContext2D } {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) {
    throw new Error('this browser has no 2D canvas in workers');
  }
  return { canvas, context };
}

function resize(canvas: OffscreenCanvas, width: number, height: number): void {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
}

/** @throws when the worker broke, or said nothing for `timeout` ms. */
function nextAnswer(worker: Worker, timeout: number): Promise<FromAudit> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => done(() => reject(new Error('it does not answer'))), timeout);
    const done = (settle: () => void) => {
      clearTimeout(timer);
      worker.onmessage = null;
      worker.onerror = null;
      settle();
    };
    worker.onmessage = ({ data }: MessageEvent<FromAudit>) => done(() => resolve(data));
    worker.onerror = (event) => {
      event.preventDefault();
      done(() => reject(new Error(event.message || 'its worker could not be loaded')));
    };
  });
}
