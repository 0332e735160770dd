/** Callers that wait until parts are there, or until it is known that they never will be. */
export class Readiness {
  readonly #callers: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  readonly #read: () => boolean | Error;

  /** @param read true when ready, an error when it can never be */
  constructor(read: () => boolean | Error) {
    this.#read = read;
  }

  /** @throws (rejects) with the error that `read` gives. */
  wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#callers.push({ resolve, reject });
      this.update();
    });
  }

  /** Something changed: answers the callers if there is an answer now. */
  update(): void {
    const state = this.#callers.length > 0 && this.#read();
    if (state) {
      for (const { resolve, reject } of this.#callers.splice(0)) {
        state === true ? resolve() : reject(state);
      }
    }
  }
}
