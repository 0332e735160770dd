import { Pace } from './pace.ts';

/** What runs beside the frame path and answers one question at a time. */
interface Service {
  /** True while a question is being answered; one that is put then is refused. */
  readonly busy: boolean;
  close(): void;
}

interface Answer {
  /** ms that it took. */
  readonly duration: number;
}

export interface OnDemandOptions<T extends Service, A extends Answer> {
  readonly create: () => Promise<T>;
  readonly onAnswer: (answer: A) => void;
  /** It could not be loaded or did not answer; null: it answers again, or is not wanted any more. */
  readonly onFailure: (error: unknown) => void;
}

/** Loads a service on first use, rate-limits it, and unloads it at rate 0. Answers from a closed instance are ignored. */
export class OnDemand<T extends Service, A extends Answer> {
  readonly #options: OnDemandOptions<T, A>;
  #service: T | null = null;
  /** Resolves when loading ended, well or not; null while nothing was loaded. */
  #loading: Promise<void> | null = null;
  #pace = new Pace();
  /** Counts loads, so that one that ends after it was unloaded is known. */
  #load = 0;
  #closed = false;

  constructor(options: OnDemandOptions<T, A>) {
    this.#options = options;
  }

  /**
   * Puts a question when it is time for one: the service is loaded and not busy, and was not asked for 1 / `rate` s, or longer where
   * answers take long. The first call begins to load it. A failed load is repeated only after a rate of 0.
   * @param rate questions a second.
   * @param now ms.
   * @param question null where there is nothing to ask about: then nothing is loaded either. Null answers (nothing could be measured)
   * are dropped.
   * @returns whether it was asked.
   */
  offer(rate: number, now: number, question: ((service: T) => Promise<A | null>) | null): boolean {
    if (rate <= 0) {
      this.unload();
      this.#options.onFailure(null);
      return false;
    }
    if (!question) {
      return false;
    }
    void this.load();
    const service = this.#service;
    if (!service || service.busy || !this.#pace.isDue(rate, now)) {
      return false;
    }
    this.#pace.start(now);
    question(service).then(
      (answer) => {
        if (answer && service === this.#service) {
          this.#pace.recordDuration(answer.duration);
          this.#options.onFailure(null);
          this.#options.onAnswer(answer);
        }
      },
      (error: unknown) => {
        if (service === this.#service) {
          this.#options.onFailure(error);
        }
      },
    );
    return true;
  }

  /** The service, loaded where it is not yet; null where it cannot be had. */
  async load(): Promise<T | null> {
    if (!this.#closed) {
      this.#loading ??= this.#begin();
      await this.#loading;
    }
    return this.#service;
  }

  /** Closes the service; the next question loads another one. */
  unload(): void {
    this.#service?.close();
    this.#service = null;
    this.#loading = null;
    this.#pace = new Pace();
    this.#load += 1;
  }

  /** Closes the service for good. */
  close(): void {
    this.#closed = true;
    this.unload();
  }

  async #begin(): Promise<void> {
    this.#load += 1;
    const load = this.#load;
    try {
      const service = await this.#options.create();
      if (load === this.#load) {
        this.#service = service;
      } else {
        service.close();
      }
    } catch (error) {
      if (load === this.#load) {
        this.#options.onFailure(error);
      }
    }
  }
}
