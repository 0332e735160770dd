/** Orders to a worker, several of them under way at once: both ends. */
import { messageOf } from './errors.ts';

interface Numbered<Order> {
  readonly id: number;
  readonly order: Order;
}

/** By the order's `id`: what the worker made, or why it failed. */
type Answer<Made> = { readonly id: number } & ({ readonly made: Made } | { readonly error: string });

/** What an order waits for. An answer goes to its own order only: one that comes late is never taken for another's. */
interface Waiting<Made> {
  readonly resolve: (made: Made) => void;
  readonly reject: (error: Error) => void;
}

/** The ordering end. `Order` and `Made` are structured-cloned. */
export class WorkerOrders<Order, Made> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting<Made>>();
  #orders = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Answer<Made>>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('error' in data) {
        waiting?.reject(new Error(data.error));
      } else {
        waiting?.resolve(data.made);
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(event.message || 'The helper could not be loaded.');
    };
    worker.onmessageerror = () => this.#fail('The helper’s answer could not be read.');
  }

  /** Orders that are not answered yet. */
  get open(): number {
    return this.#waiting.size;
  }

  /** @throws (rejects) when the worker failed at it, broke, or was closed. */
  ask(order: Order, moved: Transferable[] = []): Promise<Made> {
    const id = ++this.#orders;
    return new Promise((resolve, reject) => {
      const numbered: Numbered<Order> = { id, order };
      this.#worker.postMessage(numbered, moved);
      this.#waiting.set(id, { resolve, reject });
    });
  }

  close(): void {
    this.#worker.terminate();
    this.#fail('The helper was closed.');
  }

  /** Nothing that was ordered will be answered. */
  #fail(words: string): void {
    for (const { reject } of this.#waiting.values()) {
      reject(new Error(words));
    }
    this.#waiting.clear();
  }
}

/** The working end. Called once, by the worker's module. @param make gives what it made, and what of it is moved */
export function serveOrders<Order, Made>(
  make: (order: Order) => Promise<readonly [Made, Transferable[]]>,
): void {
  const answer = (words: Answer<Made>, transfer: Transferable[] = []) =>
    self.postMessage(words, { transfer });
  self.onmessage = async ({ data: { id, order } }: MessageEvent<Numbered<Order>>) => {
    try {
      const [made, moved] = await make(order);
      answer({ id, made }, moved);
    } catch (error) {
      answer({ id, error: messageOf(error) });
    }
  };
}
