/**
 * A worker beside the frame path: it loads a network, then answers one question at a time, so that the frame path never
 * waits for it. Both ends of it.
 */
import { reportRequests } from '../../base/report-requests.ts';

type FromSide<Answer> =
  | { readonly type: 'ready' }
  | { readonly type: 'unavailable'; readonly why: string }
  | { readonly type: 'answer'; readonly answer: Answer }
  | { readonly type: 'failed'; readonly why: string };

/** Loading compiles WebAssembly, which is slow on a slow device; an answer is a pass or two of a small network. */
const LOAD_TIMEOUT = 60_000;
const ANSWER_TIMEOUT = 20_000;

/** The asking end. `Question` and `Answer` are structured-cloned. */
export class SideWorker<Question, Answer> {
  readonly #worker: Worker;
  #busy = false;
  #closed = false;

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  /**
   * Waits until the worker has loaded what it needs.
   * @throws when it cannot be had (no worker, no WebAssembly, damaged weights) or does not answer for a minute.
   */
  static async open<Question, Answer>(worker: Worker): Promise<SideWorker<Question, Answer>> {
    try {
      const answer = await nextMessage<Answer>(worker, LOAD_TIMEOUT);
      if (answer.type !== 'ready') {
        throw new Error(answer.type === 'unavailable' ? answer.why : 'its worker is confused');
      }
      return new SideWorker(worker);
    } catch (error) {
      worker.terminate();
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
  async ask(prepare: () => Promise<readonly [Question, Transferable[]]>): Promise<Answer> {
    if (this.#busy || this.#closed) {
      throw new Error(this.#closed ? 'it was closed' : 'it is busy with another frame');
    }
    this.#busy = true;
    try {
      const [question, transfer] = await prepare();
      this.#worker.postMessage(question, transfer);
      const answer = await this.#next();
      if (answer.type !== 'answer') {
        throw new Error(answer.type === 'failed' ? answer.why : 'its worker is confused');
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
  async #next(): Promise<FromSide<Answer>> {
    try {
      return await nextMessage<Answer>(this.#worker, ANSWER_TIMEOUT);
    } catch (error) {
      this.close();
      throw error;
    }
  }
}

/** @throws when the worker broke, or said nothing for `timeout` ms. */
function nextMessage<Answer>(worker: Worker, timeout: number): Promise<FromSide<Answer>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => done(() => reject(new Error('it does not answer'))), timeout);
    const done = (settle: () => void) => {
      clearTimeout(timer);
      worker.onmessage = null;
      worker.onerror = null;
      settle();
    };
    worker.onmessage = ({ data }: MessageEvent<FromSide<Answer>>) => done(() => resolve(data));
    worker.onerror = (event) => {
      event.preventDefault();
      done(() => reject(new Error(event.message || 'its worker could not be loaded')));
    };
  });
}

/** The answering end: loads, says that it is ready (or why it is not), and answers. Called once, by the worker's module. */
export function serve<Question, Answer>(load: () => Promise<(question: Question) => Promise<Answer>>): void {
  const scope = self as unknown as {
    postMessage(message: FromSide<Answer>): void;
    onmessage: ((event: MessageEvent<Question>) => void) | null;
  };
  reportRequests();
  const words = (error: unknown) => (error instanceof Error ? error.message : String(error));
  load().then(
    (answer) => {
      scope.onmessage = ({ data }) => {
        answer(data).then(
          (given) => scope.postMessage({ type: 'answer', answer: given }),
          (error: unknown) => scope.postMessage({ type: 'failed', why: words(error) }),
        );
      };
      scope.postMessage({ type: 'ready' });
    },
    (error: unknown) => scope.postMessage({ type: 'unavailable', why: words(error) }),
  );
}
