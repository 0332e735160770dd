/**
 * Ctrl-C: what is under way is finished and kept; a second one ends the program at once. Where the terminal is closed nobody waits, and
 * nobody can press it again: what is under way is dropped, and nothing of it is left.
 */
export class Interrupt {
  #asked = false;
  #hungUp = false;
  readonly #drop: (() => void) | null;
  readonly #onSignal = (): void => {
    if (this.#asked) {
      process.exit(130);
    }
    this.#asked = true;
    process.stderr.write('\nStopping after what is under way; press Ctrl-C again to stop at once.\n');
  };
  readonly #onHangUp = (): void => {
    this.#asked = true;
    this.#hungUp = true;
    this.#drop?.();
  };

  /** @param drop ends what is under way; where there is none, that is finished. */
  constructor(drop: (() => void) | null = null) {
    this.#drop = drop;
    process.on('SIGINT', this.#onSignal);
    process.on('SIGTERM', this.#onSignal);
    process.on('SIGHUP', this.#onHangUp);
  }

  get asked(): boolean {
    return this.#asked;
  }

  /** Where what was under way was dropped, that is the end of the program: by the signal, as it would have been. */
  release(): void {
    process.off('SIGINT', this.#onSignal);
    process.off('SIGTERM', this.#onSignal);
    process.off('SIGHUP', this.#onHangUp);
    if (this.#hungUp && this.#drop) {
      process.kill(process.pid, 'SIGHUP');
    }
  }
}
