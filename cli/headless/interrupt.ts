/** Ctrl-C: what is under way is finished and kept; a second one ends the program at once. */
export class Interrupt {
  #asked = false;
  readonly #onSignal = (): void => {
    if (this.#asked) {
      process.exit(130);
    }
    this.#asked = true;
    process.stderr.write('\nStopping after what is under way; press Ctrl-C again to stop at once.\n');
  };

  constructor() {
    process.on('SIGINT', this.#onSignal);
    process.on('SIGTERM', this.#onSignal);
  }

  get asked(): boolean {
    return this.#asked;
  }

  release(): void {
    process.off('SIGINT', this.#onSignal);
    process.off('SIGTERM', this.#onSignal);
  }
}
