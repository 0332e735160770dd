/** The action detector in a worker of its own: takes small copies of safe pictures and asks the worker, which runs it on WebAssembly. */
import { assertSafe, type RawFrame, type SafeFrame } from '../../safe/frame.ts';
import { SideWorker } from '../rpc-worker.ts';
import type { ActionDetector, ActionReading } from './detector.ts';
import { SIDE } from './input-size.ts';
import { peopleInPicture } from './letterbox.ts';
import type { ActionAnswer, ActionQuestion } from './messages.ts';
import { Square } from './square.ts';

/**
 * Starts the detector in a worker of its own.
 * @throws when it cannot be had (no worker, no WebAssembly, missing or damaged weights) or does not answer for a minute.
 */
export async function createWorkerDetector(): Promise<ActionDetector> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    type: 'module',
    name: 'guise-actions',
  });
  return new WorkerDetector(await SideWorker.open(worker));
}

class WorkerDetector implements ActionDetector {
  readonly #worker: SideWorker<ActionQuestion, ActionAnswer>;
  readonly #square = new Square();

  constructor(worker: SideWorker<ActionQuestion, ActionAnswer>) {
    this.#worker = worker;
  }

  get busy(): boolean {
    return this.#worker.busy;
  }

  detect(safe: SafeFrame): Promise<ActionReading> {
    return this.#look(safe, null);
  }

  compare(safe: SafeFrame, raw: RawFrame): Promise<ActionReading> {
    return this.#look(safe, raw);
  }

  close(): void {
    this.#worker.close();
  }

  async #look(safe: SafeFrame, raw: RawFrame | null): Promise<ActionReading> {
    assertSafe(safe);
    const { width, height } = safe.report;
    const answer = await this.#worker.ask(async () => {
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
