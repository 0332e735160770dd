import type { Notice, Notify } from '../state.ts';

/** The problems that a person should know about, newest last. */
export class Notices {
  readonly #notices = new Map<Notice['code'], Notice>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  readonly set: Notify = (code, words) => {
    if ((this.#notices.get(code)?.words ?? null) === words) {
      return;
    }
    this.#notices.delete(code);
    if (words !== null) {
      this.#notices.set(code, { code, words });
    }
    this.#onChange();
  };

  get(code: Notice['code']): Notice | undefined {
    return this.#notices.get(code);
  }

  get all(): readonly Notice[] {
    return [...this.#notices.values()];
  }
}
