/**
 * A worker beside the frame path: it loads a network, then answers one question at a time, so that the frame path never
 * waits for it. Both ends of it.
 */
import { messageOf } from '../../base/errors.ts';
import { reportRequests } from '../../base/report-requests.ts';

type FromService<Answer> =
  | { readonly type: 'ready' }
  | { readonly type: 'unavailable'; readonly why: string }
  | { readonly type: 'answer'; readonly answer: Answer }
  | { readonly type: 'failed'; readonly why: string };

/** Loading compiles WebAssembly, which is slow on a slow device; an answer is a pass or two of a small network. */
const LOAD_TIMEOUT = 60_000;
const ANSWER_TIMEOUT = 20_000;

const UNEXPECTED = 'its worker sent something unexpected';

/** The asking end: a service in a worker of its own. `Question` and `Answer` are structured-cloned. */
export class RpcWorker<Question, Answer> {
  readonly #worker: Worker;
  #busy = false;
  #closed = false;

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  /**
   * Waits until the worker has loaded what it needs.
   * @throws when it cannot be had (no worker, no WebAssembly, damaged weights) or does not answer for a minute.
   */
  async opened(): Promise<this> {
    try {
      const answer = await nextMessage<Answer>(this.#worker, LOAD_TIMEOUT);
      if (answer.type !== 'ready') {
        throw new Error(answer.type === 'unavailable' ? answer.why : UNEXPECTED);
      }
      return this;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** True while a question is being put or answered. */
  get busy(): boolean {
    return this.#busy;
  }

  /**
   * @param prepare makes the question and says what of it is transferred; called at once.
   * @throws when it is busy or closed, could not answer this question, or (and then it is given up) did not answer at all.
   */
  protected async ask(prepare: () => Promise<readonly [Question, Transferable[]]>): Promise<Answer> {
    if (this.#busy || this.#closed) {
      throw new Error(this.#closed ? 'it was closed' : 'it is busy with another frame');
    }
    this.#busy = true;
    try {
      const [question, transfer] = await prepare();
      this.#worker.postMessage(question, transfer);
      const answer = await this.#next();
      if (answer.type !== 'answer') {
        throw new Error(answer.type === 'failed' ? answer.why : UNEXPECTED);
      }
      return answer.answer;
    } finally {
      this.#busy = false;
    }
  }

  close(): void {
    this.#closed = true;
    this.#worker.terminate();
  }

  /** A worker that broke or hangs is given up: a late answer must not be taken for the next question's. */
  async #next(): Promise<FromService<Answer>> {
    try {
      return await nextMessage<Answer>(this.#worker, ANSWER_TIMEOUT);
    } catch (error) {
      this.close();
      throw error;
    }
  }
}

/** @throws when the worker broke, or said nothing for `timeout` ms. */
function nextMessage<Answer>(worker: Worker, timeout: number): Promise<FromService<Answer>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => done(() => reject(new Error('it does not answer'))), timeout);
    const done = (settle: () => void) => {
      clearTimeout(timer);
      worker.onmessage = null;
      worker.onerror = null;
      settle();
    };
    worker.onmessage = ({ data }: MessageEvent<FromService<Answer>>) => done(() => resolve(data));
    worker.onerror = (event) => {
      event.preventDefault();
      done(() => reject(new Error(event.message || 'its worker could not be loaded')));
    };
  });
}

/** The answering end: loads, says that it is ready (or why it is not), and answers. Called once, by the worker's module. */
export function serve<Question, Answer>(load: () => Promise<(question: Question) => Promise<Answer>>): void {
  const scope = self as unknown as {
    postMessage(message: FromService<Answer>): void;
    onmessage: ((event: MessageEvent<Question>) => void) | null;
  };
  reportRequests();
  load().then(
    (answer) => {
      scope.onmessage = ({ data }) => {
        answer(data).then(
          (given) => scope.postMessage({ type: 'answer', answer: given }),
          (error: unknown) => scope.postMessage({ type: 'failed', why: messageOf(error) }),
        );
      };
      scope.postMessage({ type: 'ready' });
    },
    (error: unknown) => scope.postMessage({ type: 'unavailable', why: messageOf(error) }),
  );
}
