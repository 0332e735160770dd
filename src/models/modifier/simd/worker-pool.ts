/** Large batches shared among processors: a modifier here, and helpers elsewhere that are spawned when there is work for them. */
import { BufferPool, floatsOf, scratch } from '../../../base/buffers.ts';
import { withDeadline } from '../../../base/deadline.ts';
import type { PictureModifier } from '../picture-modifier.ts';

/** How long, in ms, a helper may be behind before its share is done here and it is closed. */
const PATIENCE = 1000;

export interface WorkerPoolOptions {
  /** Helpers at most; 0 for none. */
  readonly helpers: number;
  /** Gives a modifier of the same weights that works elsewhere. */
  readonly spawn: () => Promise<PictureModifier>;
  /** ms; for tests. */
  readonly patience?: number;
}

/**
 * Does as its own modifier does, faster for two pictures and more. Helpers are spawned with the first such batch and take part as
 * soon as they are ready; one that fails or hangs is closed, and what it should have done is done here.
 */
export class WorkerPool implements PictureModifier {
  readonly side: number;
  readonly #own: PictureModifier;
  readonly #options: WorkerPoolOptions;
  readonly #helpers = new Set<PictureModifier>();
  readonly #made = scratch(Float32Array);
  /** For what is moved to helpers and comes back from them. */
  readonly #pool = new BufferPool();
  #spawned = false;
  #disposed = false;

  constructor(own: PictureModifier, options: WorkerPoolOptions) {
    this.side = own.side;
    this.#own = own;
    this.#options = options;
  }

  async apply(pictures: Float32Array, count: number): Promise<Float32Array> {
    if (count > 1) {
      this.#spawn();
    }
    const helpers = [...this.#helpers].slice(0, Math.max(0, count - 1));
    if (helpers.length === 0) {
      return this.#own.apply(pictures, count);
    }
    const length = this.side ** 2 * 3;
    const share = Math.floor(count / (helpers.length + 1));
    // Its own share, the largest, comes first; the helpers begin before it does.
    const first = count - share * helpers.length;
    const shares = helpers.map((helper, i) => {
      const begin = (first + i * share) * length;
      // A copy: the helper may move it away.
      const part = floatsOf(this.#pool, share * length);
      part.set(pictures.subarray(begin, begin + share * length));
      const made = helper.apply(part, share);
      // Failures are looked at below, and must not count as unhandled till then.
      made.catch(() => undefined);
      return { helper, begin, made };
    });
    const made = this.#made(pictures.length);
    made.set(await this.#own.apply(pictures.subarray(0, first * length), first));
    const size = share * length;
    for (const { helper, begin, made: awaited } of shares) {
      const result = await withDeadline(
        awaited,
        this.#options.patience ?? PATIENCE,
        'It took too long.',
      ).catch((error: unknown) => error);
      if (result instanceof Float32Array && result.length === size) {
        made.set(result, begin);
        this.#pool.give(result.buffer as ArrayBuffer);
      } else {
        console.warn('A helper of the modifier is closed:', result);
        this.#helpers.delete(helper);
        helper.dispose();
        made.set(await this.#own.apply(pictures.subarray(begin, begin + size), share), begin);
      }
    }
    return made;
  }

  dispose(): void {
    this.#disposed = true;
    for (const modifier of [this.#own, ...this.#helpers]) {
      modifier.dispose();
    }
    this.#helpers.clear();
  }

  #spawn(): void {
    if (this.#spawned) {
      return;
    }
    this.#spawned = true;
    for (let i = 0; i < this.#options.helpers; i++) {
      this.#options.spawn().then(
        (helper) => {
          if (this.#disposed) {
            helper.dispose();
          } else {
            this.#helpers.add(helper);
          }
        },
        (error: unknown) => console.warn('The modifier works without a helper:', error),
      );
    }
  }
}
