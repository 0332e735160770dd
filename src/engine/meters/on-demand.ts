/** What runs beside the frame path, at its own pace: it is loaded when it is wanted, asked when it is due, and let go. */
import { Pace } from './pace.ts';

interface Aside {
  /** True while a question is under way; a frame offered then is not taken. */
  readonly busy: boolean;
  close(): void;
}

export class Companion<Part extends Aside> {
  readonly #create: () => Promise<Part>;
  readonly #onFailure: (error: unknown) => void;
  #part: Part | null = null;
  #state: 'none' | 'loading' | 'there' | 'failed' = 'none';
  #pace = new Pace();
  /** Counts loads, so that one that was let go meanwhile is known when it ends. */
  #load = 0;

  constructor(create: () => Promise<Part>, onFailure: (error: unknown) => void) {
    this.#create = create;
    this.#onFailure = onFailure;
  }

  /**
   * The part, when it is time to ask it again: it is there, not busy, and was not asked for 1 / `rate` s, or longer where answers take
   * long (`took`). It counts as asked then. Begins to load it on the first call. A rate of 0 lets it go; a later one loads it anew, even when it had failed.
   * @param rate questions a second.
   */
  due(rate: number, now: number): Part | null {
    if (rate <= 0) {
      this.close();
      return null;
    }
    if (this.#state === 'none') {
      void this.#begin();
    }
    if (!this.#part || this.#part.busy || !this.#pace.due(rate, now)) {
      return null;
    }
    this.#pace.began(now);
    return this.#part;
  }

  /** Whether this is the part that is asked now: what one that was let go still answers, nobody wants to know. */
  holds(part: Part): boolean {
    return this.#part === part;
  }

  /** @param duration of an answer, ms. */
  took(duration: number): void {
    this.#pace.took(duration);
  }

  close(): void {
    this.#part?.close();
    this.#part = null;
    this.#state = 'none';
    this.#pace = new Pace();
    this.#load += 1;
  }

  async #begin(): Promise<void> {
    this.#state = 'loading';
    const load = ++this.#load;
    try {
      const part = await this.#create();
      if (load !== this.#load) {
        part.close();
        return;
      }
      this.#part = part;
      this.#state = 'there';
    } catch (error) {
      if (load === this.#load) {
        this.#state = 'failed';
        this.#onFailure(error);
      }
    }
  }
}
