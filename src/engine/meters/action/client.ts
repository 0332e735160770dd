/** The action detector in a worker of its own: takes small copies of safe pictures and asks the worker, which runs it on WebAssembly. */
import { assertSafe, type RawFrame, type SafeFrame } from '../../safe/frame.ts';
import { RpcWorker } from '../rpc-worker.ts';
import type { ActionDetector, ActionReading } from './detector.ts';
import { SIDE } from './input-size.ts';
import { peopleInPicture } from './letterbox.ts';
import type { ActionAnswer, ActionQuestion } from './messages.ts';
import { Square } from './square.ts';

/**
 * Starts the detector in a worker of its own.
 * @throws when it cannot be had (no worker, no WebAssembly, missing or damaged weights) or does not answer for a minute.
 */
export function createWorkerDetector(): Promise<ActionDetector> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    type: 'module',
    name: 'guise-actions',
  });
  return new WorkerActionDetector(worker).opened();
}

class WorkerActionDetector extends RpcWorker<ActionQuestion, ActionAnswer> implements ActionDetector {
  readonly #square = new Square();

  detect(safe: SafeFrame): Promise<ActionReading> {
    return this.#ask(safe, null);
  }

  compare(safe: SafeFrame, raw: RawFrame): Promise<ActionReading> {
    return this.#ask(safe, raw);
  }

  async #ask(safe: SafeFrame, raw: RawFrame | null): Promise<ActionReading> {
    assertSafe(safe);
    const { width, height } = safe.report;
    const answer = await this.ask(async () => {
      // Drawn now: the caller gives both pictures away. Nothing is read back here; the worker does that.
      const question: ActionQuestion = {
        safe: this.#square.of(safe.picture, width, height),
        raw: raw && this.#square.of(raw.source, width, height),
      };
      return [question, [question.safe, ...(question.raw ? [question.raw] : [])]];
    });
    return {
      timestamp: safe.timestamp,
      people: peopleInPicture(answer.people, width, height, SIDE),
      agrees: answer.agrees,
      duration: answer.duration,
      backend: 'wasm',
    };
  }
}
