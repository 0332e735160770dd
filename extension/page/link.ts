/** The page's connection to the studio: made when it is first needed, made again when it broke. */
import type { FromStudio, Problem, Question, ToStudio } from '../protocol.ts';

/** How long the extension may take to answer the first time (it may have to start its worker), ms. */
const CONNECT_TIMEOUT = 20_000;

const UNREACHABLE: Problem = {
  name: 'NotReadableError',
  message:
    'Guise could not be reached, so the camera stays closed. Reload this page; if that does not help, check that Guise is still installed and switched on.',
};

type Distribute<T> = T extends unknown ? Omit<T, 'request'> : never;
type Waiting = { resolve(value: unknown): void; reject(error: Error): void };
export type StudioEvent = Exclude<FromStudio, { type: 'answer' | 'welcome' | 'refused' }>;

export interface LinkEvents {
  readonly onMessage: (message: StudioEvent) => void;
  /** The studio is gone, and every camera with it. */
  readonly onLost: () => void;
}

export class Link {
  readonly #events: LinkEvents;
  readonly #reach: (port: MessagePort) => void;
  readonly #waiting = new Map<number, Waiting>();
  #port: MessagePort | null = null;
  #connecting: Promise<MessagePort> | null = null;
  #requests = 0;

  /** @param reach hands a port to the extension, which answers on it with 'welcome' or 'refused'. */
  constructor(reach: (port: MessagePort) => void, events: LinkEvents) {
    this.#reach = reach;
    this.#events = events;
  }

  /** @throws (rejects) the studio's problem, or that it cannot be reached. */
  async ask(question: Distribute<Question>): Promise<unknown> {
    const port = await this.#connect();
    const request = ++this.#requests;
    return new Promise((resolve, reject) => {
      this.#waiting.set(request, { resolve, reject });
      port.postMessage({ ...question, request } satisfies ToStudio);
    });
  }

  /** Says nothing where there is no connection: nobody is left to be told. */
  tell(message: Exclude<ToStudio, Question>): void {
    this.#port?.postMessage(message);
  }

  /** Gives the connection up; the next question makes a new one. */
  drop(): void {
    const port = this.#port;
    this.#port = null;
    this.#connecting = null;
    port?.close();
    for (const { reject } of this.#waiting.values()) {
      reject(errorOf(UNREACHABLE));
    }
    this.#waiting.clear();
    if (port) {
      this.#events.onLost();
    }
  }

  #connect(): Promise<MessagePort> {
    this.#connecting ??= this.#open().catch((error: unknown) => {
      this.#connecting = null;
      throw error;
    });
    return this.#connecting;
  }

  #open(): Promise<MessagePort> {
    return new Promise((resolve, reject) => {
      const { port1, port2 } = new MessageChannel();
      const give = (problem: Problem) => {
        clearTimeout(timer);
        port1.close();
        reject(errorOf(problem));
      };
      const timer = setTimeout(() => give(UNREACHABLE), CONNECT_TIMEOUT);
      port1.onmessage = ({ data }: MessageEvent<FromStudio>) => {
        if (data.type === 'refused') {
          give(data.problem);
        } else if (data.type === 'welcome') {
          clearTimeout(timer);
          this.#port = port1;
          port1.onmessage = (event: MessageEvent<FromStudio>) => this.#receive(event.data);
          resolve(port1);
        }
      };
      port1.addEventListener('close', () => {
        if (this.#port === port1) {
          this.drop();
        } else {
          give(UNREACHABLE);
        }
      });
      this.#reach(port2);
    });
  }

  #receive(message: FromStudio): void {
    if (message.type === 'answer') {
      const waiting = this.#waiting.get(message.request);
      this.#waiting.delete(message.request);
      if (message.problem) {
        waiting?.reject(errorOf(message.problem));
      } else {
        waiting?.resolve(message.value);
      }
    } else if (message.type !== 'welcome' && message.type !== 'refused') {
      this.#events.onMessage(message);
    }
  }
}

/** The error that the browser itself would have thrown. */
export function errorOf({ name, message, constraint }: Problem): Error {
  return name === 'OverconstrainedError'
    ? new OverconstrainedError(constraint ?? '', message)
    : new DOMException(message, name);
}
