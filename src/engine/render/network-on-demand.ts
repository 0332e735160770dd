import type { RendererNetwork } from '../safe/renderer.ts';

/** A mode's network whose code comes with its weights: who never asks for the mode loads none of it. */
export class NetworkOnDemand<Weights, Own extends RendererNetwork<Weights>>
  implements RendererNetwork<Weights>
{
  readonly #load: () => Promise<Own>;
  #own: Own | null = null;
  /** Counts calls of `use`: what came for an earlier call is not used. */
  #calls = 0;

  constructor(load: () => Promise<Own>) {
    this.#load = load;
  }

  /** Null before it is there. */
  get own(): Own | null {
    return this.#own;
  }

  get ready(): boolean {
    return this.#own?.ready ?? false;
  }

  get duration(): number {
    return this.#own?.duration ?? 0;
  }

  async use(weights: Weights | null): Promise<void> {
    const call = ++this.#calls;
    if (weights && !this.#own) {
      const own = await this.#load();
      this.#own ??= own;
    }
    if (call === this.#calls) {
      await this.#own?.use(weights);
    }
  }
}
