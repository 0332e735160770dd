/** A detector in a worker of its own, for files: so several frames are looked at at once. Frames are moved there; finds come back. */
import type { VerifiedDetection } from '../face.ts';
import type { RawFrame } from '../safe/frame.ts';
import type { DetectRequest, FaceDetector } from './detector.ts';
import { type HelperAnswer, type HelperQuestion, READY } from './messages.ts';

/** ms within which a worker has to be ready: it compiles WebAssembly, on a slow device perhaps. */
const LOAD_TIMEOUT = 60_000;

interface Waiting {
  readonly resolve: (found: readonly VerifiedDetection[]) => void;
  readonly reject: (error: Error) => void;
}

/** Its `detect` takes the frame over: it is moved to the worker, which closes it. Several may be asked for at once. */
export class DetectorHelper implements FaceDetector {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #asked: number = READY;

  /** @throws (rejects) when it cannot be had: no worker, no WebAssembly SIMD, damaged weights. */
  static async open(): Promise<DetectorHelper> {
    const helper = new DetectorHelper(
      new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'guise-detect' }),
    );
    const timer = setTimeout(() => helper.#fail('The helper was not ready in time.'), LOAD_TIMEOUT);
    try {
      await helper.#answer(READY);
      return helper;
    } catch (error) {
      helper.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<HelperAnswer>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('error' in data) {
        waiting?.reject(new Error(data.error));
      } else {
        waiting?.resolve(data.found);
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(event.message || 'The helper could not be loaded.');
    };
    worker.onmessageerror = () => this.#fail('The helper’s answer could not be read.');
  }

  /** Frames that it has not answered yet. */
  get busy(): number {
    return this.#waiting.size;
  }

  detect({ frame, effort }: DetectRequest): Promise<readonly VerifiedDetection[]> {
    const id = ++this.#asked;
    const { source, timestamp }: RawFrame = frame;
    const question: HelperQuestion = { id, frame: { source, timestamp }, effort };
    this.#worker.postMessage(question, [source]);
    return this.#answer(id);
  }

  close(): void {
    this.#worker.terminate();
    this.#fail('The helper was closed.');
  }

  #answer(id: number): Promise<readonly VerifiedDetection[]> {
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #fail(words: string): void {
    for (const { reject } of this.#waiting.values()) {
      reject(new Error(words));
    }
    this.#waiting.clear();
  }
}
