/**
 * Workers that the engine's worker wants and the page starts. Firefox (153) may never come back from `new Worker` in a worker: whoever
 * starts one waits for the page's thread, and the new worker sleeps on the same condition; of the two only one is woken. On a fast machine
 * the engine hung so in every second or third session, a second after the first picture. The page waits for nobody. Messages do not
 * pass through the page: both ends hold a port (`base/by-port.ts`).
 */
import { BY_PORT } from '../../base/by-port.ts';

/** What the engine's worker sends for a worker. */
export interface WorkerWanted {
  readonly type: 'worker-wanted';
  readonly url: string;
  readonly name: string;
  /** For the worker. */
  readonly port: MessagePort;
  /** What went wrong comes to the engine by it; its first message to the page ends the worker. */
  readonly control: MessagePort;
}

type Want = (wanted: WorkerWanted, transfer: Transferable[]) => void;

/** Whether workers of a worker are to be started by the page here. */
export function needsPageWorkers(userAgent = globalThis.navigator?.userAgent ?? ''): boolean {
  return /\bFirefox\//.test(userAgent);
}

/** In the engine's worker: has `new Worker` ask the page. Of a `Worker` there is what the engine uses. */
export function wantPageWorkers(want: Want): void {
  class PageWorker {
    onerror: ((event: ErrorEvent) => void) | null = null;
    readonly #port: MessagePort;
    readonly #control: MessagePort;

    constructor(url: string | URL, { name = '' }: WorkerOptions = {}) {
      const messages = new MessageChannel();
      const control = new MessageChannel();
      this.#port = messages.port1;
      this.#control = control.port1;
      this.#control.onmessage = ({ data }) =>
        this.onerror?.(new ErrorEvent('error', { message: data, cancelable: true }));
      const ports = { port: messages.port2, control: control.port2 };
      want({ type: 'worker-wanted', url: String(url), name, ...ports }, Object.values(ports));
    }

    set onmessage(listener: ((event: MessageEvent) => void) | null) {
      this.#port.onmessage = listener;
    }

    set onmessageerror(listener: ((event: MessageEvent) => void) | null) {
      this.#port.onmessageerror = listener;
    }

    postMessage(message: unknown, transfer: Transferable[] = []): void {
      this.#port.postMessage(message, transfer);
    }

    terminate(): void {
      this.#port.close();
      this.#control.postMessage(null);
    }
  }
  Object.assign(globalThis, { Worker: PageWorker });
}

/** In the page: the workers that one engine's worker wanted. */
export class PageWorkers {
  readonly #workers = new Set<Worker>();

  start({ url, name, port, control }: WorkerWanted): void {
    const failed = (message: string) => control.postMessage(message);
    try {
      const worker = new Worker(url, { type: 'module', name: name + BY_PORT });
      this.#workers.add(worker);
      worker.onerror = (event) => {
        event.preventDefault();
        failed(event.message);
      };
      control.onmessage = () => this.#end(worker);
      worker.postMessage(port, [port]);
    } catch (error) {
      failed(String(error));
    }
  }

  /** With the engine's worker: those that it started itself would end so. */
  end(): void {
    for (const worker of this.#workers) {
      this.#end(worker);
    }
  }

  #end(worker: Worker): void {
    worker.terminate();
    this.#workers.delete(worker);
  }
}
