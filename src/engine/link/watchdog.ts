/**
 * Tells a worker that hangs from one that merely was not asked: silence counts from the first ping that was not answered. A tab in
 * the background has its timers slowed down to one a minute, a laptop that slept wakes up hours later; neither is the worker's fault,
 * so it always gets a second ping before it is given up.
 */
export type Health = 'well' | 'stalled' | 'dead';

/** Silence, ms, after which the worker is said to be stalled or dead. */
export interface Patience {
  readonly stalled: number;
  readonly dead: number;
}

export class Watchdog {
  #askedAt: number | null = null;
  #unanswered = 0;

  /** The worker said something, whatever it was. */
  heard(): void {
    this.#askedAt = null;
    this.#unanswered = 0;
  }

  /** Judges, then counts the ping that the caller sends now. @param now ms, never falling. */
  ping(now: number, patience: Patience): Health {
    const silence = this.#askedAt === null || this.#unanswered < 2 ? 0 : now - this.#askedAt;
    this.#askedAt ??= now;
    this.#unanswered += 1;
    return silence > patience.dead ? 'dead' : silence > patience.stalled ? 'stalled' : 'well';
  }
}
