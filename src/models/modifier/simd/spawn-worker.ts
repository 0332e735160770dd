/** A helper of the modifier: the same network in a worker of its own. Pictures are moved there and back, not copied. */
import type { PictureModifier } from '../picture-modifier.ts';
import type { ModifierWeights } from '../weights.ts';

/** To the worker: the weights once, then batches. */
export type WorkerRequest =
  | { readonly id: number; readonly weights: ModifierWeights }
  | { readonly id: number; readonly pictures: Float32Array<ArrayBuffer>; readonly count: number };

/** From the worker, by the order's `id`: what it made (nothing of the weights), or why it failed. */
export type WorkerResponse = { readonly id: number } & (
  | { readonly made: Float32Array<ArrayBuffer> | null }
  | { readonly error: string }
);

/** @throws Error when the worker cannot be started or has no SIMD. */
export async function spawnWorker(weights: ModifierWeights): Promise<PictureModifier> {
  const helper = new Helper(
    weights.side,
    new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'guise-modifier' }),
  );
  try {
    await helper.start(weights);
    return helper;
  } catch (error) {
    helper.dispose();
    throw error;
  }
}

/** What an order waits for. An answer goes to its own order only: one that comes late is never taken for another frame's. */
interface Waiting {
  readonly resolve: (made: Float32Array<ArrayBuffer> | null) => void;
  readonly reject: (error: Error) => void;
}

class Helper implements PictureModifier {
  readonly side: number;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #orders = 0;

  constructor(side: number, worker: Worker) {
    this.side = side;
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<WorkerResponse>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('error' in data) {
        waiting?.reject(new Error(data.error));
      } else {
        waiting?.resolve(data.made);
      }
    };
    worker.onerror = ({ message }) => this.#fail(message || 'The helper could not be loaded.');
    worker.onmessageerror = () => this.#fail("The helper's answer could not be read.");
  }

  async start(weights: ModifierWeights): Promise<void> {
    await this.#ask((id) => ({ id, weights }));
  }

  async apply(pictures: Float32Array<ArrayBuffer>, count: number): Promise<Float32Array> {
    const made = await this.#ask((id) => ({ id, pictures, count }), [pictures.buffer]);
    if (!made) {
      throw new Error('The helper made nothing.');
    }
    return made;
  }

  dispose(): void {
    this.#worker.terminate();
    this.#fail('The helper was closed.');
  }

  #ask(
    order: (id: number) => WorkerRequest,
    moved: Transferable[] = [],
  ): Promise<Float32Array<ArrayBuffer> | null> {
    const id = ++this.#orders;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage(order(id), moved);
    });
  }

  #fail(words: string): void {
    for (const { reject } of this.#waiting.values()) {
      reject(new Error(words));
    }
    this.#waiting.clear();
  }
}
