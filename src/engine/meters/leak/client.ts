/** The engine's side of the leak meter: takes small copies of what went in and what came out, and asks the audit's worker. */

import type { RawFrame, SafeFrame } from '../../safe/frame.ts';
import { rgbaOf } from '../../safe/pixels.ts';
import { Board, Shrinker } from '../copies.ts';
import { SideWorker } from '../rpc-worker.ts';
import type { CoveredArea } from './leaks.ts';
import type { AuditQuestion } from './messages.ts';
import type { LeakAudit, LeakReading } from './meter.ts';
import { INPUT_SIDE } from './picture-size.ts';

/**
 * Starts the second detector in a worker of its own.
 * @throws when it cannot be had (no worker, no WebAssembly, damaged weights) or does not answer for a minute.
 */
export async function createAudit(): Promise<LeakAudit> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    type: 'module',
    name: 'guise-leak-meter',
  });
  return new WorkerAudit(await SideWorker.open(worker));
}

class WorkerAudit implements LeakAudit {
  readonly #worker: SideWorker<AuditQuestion, LeakReading>;
  readonly #full = new Board();
  readonly #raw = new Shrinker();
  readonly #safe = new Shrinker();

  constructor(worker: SideWorker<AuditQuestion, LeakReading>) {
    this.#worker = worker;
  }

  get busy(): boolean {
    return this.#worker.busy;
  }

  examine(raw: RawFrame, safe: SafeFrame): Promise<LeakReading> {
    return this.#worker.ask(() => this.#questionFor(raw, safe));
  }

  close(): void {
    this.#worker.close();
  }

  /**
   * Both pictures small. Whatever the caller closes next is copied before the first `await`; the raw pixels are those
   * that the detector had read already.
   */
  async #questionFor(raw: RawFrame, safe: SafeFrame): Promise<[AuditQuestion, Transferable[]]> {
    const { width, height, faces, covered, chosen } = safe.report;
    const scale = Math.min(1, INPUT_SIDE / Math.max(width, height));
    const whole = covered === 'whole';
    const safeCopy = whole ? null : this.#safe.copy(safe.picture, width * scale, height * scale);
    // Drawing a camera's frame small converts its colours after shrinking it, where there is a GPU; the difference is
    // enough to take a bare face for a covered one. Of a frame that was covered whole, only the faces are wanted.
    const source = whole ? raw.source : this.#full.of(await rgbaOf(raw));
    const rawCopy = this.#raw.copy(source, width * scale, height * scale);
    const question: AuditQuestion = {
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
