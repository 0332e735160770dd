/** Keeps the pipeline supplied with a renderer: WebGPU where it is wanted and works, otherwise the CPU. */

import { asError } from '../../base/errors.ts';
import type { Renderer } from '../safe/renderer.ts';
import type { EngineSettings } from '../settings.ts';
import type { Notify } from '../state.ts';
import { Backoff, RETRY_WAITS } from './backoff.ts';

export interface RendererParts {
  readonly createCpuRenderer: () => Renderer;
  /** @throws (rejects) when there is no WebGPU or it does not work. */
  readonly createGpuRenderer: () => Promise<Renderer>;
}

/** How often a lost GPU is asked for again in a session. */
const MAX_RETRIES = 5;

export class RendererSupply {
  readonly #parts: RendererParts;
  readonly #notify: Notify;
  readonly #onChange: () => void;
  readonly #backoff = new Backoff(RETRY_WAITS);
  #wanted: EngineSettings['renderer'] = 'auto';
  #renderer: Renderer | null = null;
  #settled = false;
  /** Counts choices, so that a GPU that comes after a later one was made is ignored. */
  #choice = 0;

  /** @param onChange another renderer draws, or it is settled which one does. */
  constructor(parts: RendererParts, notify: Notify, onChange: () => void) {
    this.#parts = parts;
    this.#notify = notify;
    this.#onChange = onChange;
  }

  /** Null before the first choice and after closing. */
  get current(): Renderer | null {
    return this.#renderer;
  }

  /** False while the CPU draws only until WebGPU's shaders are compiled. */
  get settled(): boolean {
    return this.#settled;
  }

  /** The old renderer goes on until the new one is there. */
  choose(wanted: EngineSettings['renderer']): void {
    this.#wanted = wanted;
    this.#backoff.reset();
    this.#notify('webgpu-lost', null);
    void this.#choose();
  }

  /**
   * A frame could not be drawn; it was covered whole. A GPU that failed is replaced by the CPU at once and asked for again later.
   * @param renderer that failed.
   */
  recordFailure(error: Error, renderer: Renderer): void {
    if (renderer !== this.#renderer || renderer.kind === 'cpu') {
      return;
    }
    this.#replace(this.#parts.createCpuRenderer());
    this.#notify(
      'webgpu-lost',
      `The graphics processor was lost (${error.message}). The CPU draws instead; the graphics processor is asked for again.`,
    );
    if (this.#backoff.attempts < MAX_RETRIES) {
      this.#backoff.retry(() => void this.#choose());
    }
  }

  close(): void {
    this.#choice += 1;
    this.#backoff.cancel();
    disposeQuietly(this.#renderer);
    this.#renderer = null;
  }

  async #choose(): Promise<void> {
    this.#choice += 1;
    const choice = this.#choice;
    if (this.#wanted === 'cpu') {
      this.#notify('webgpu-missing', null);
      this.#settled = true;
      this.#replace(this.#parts.createCpuRenderer());
      return;
    }
    // Compiling shaders takes a moment; the CPU draws meanwhile.
    if (!this.#renderer) {
      this.#replace(this.#parts.createCpuRenderer());
    }
    try {
      const gpu = await this.#parts.createGpuRenderer();
      if (choice !== this.#choice) {
        gpu.dispose();
        return;
      }
      this.#notify('webgpu-missing', null);
      this.#notify('webgpu-lost', null);
      this.#settled = true;
      this.#replace(gpu);
      void gpu.lost.then((why) => this.recordFailure(new Error(why), gpu));
    } catch (error) {
      if (choice === this.#choice) {
        this.#settled = true;
        this.#drawWithoutGpu(asError(error));
      }
    }
  }

  #drawWithoutGpu(error: Error): void {
    if (this.#wanted === 'webgpu') {
      this.#notify(
        'webgpu-missing',
        `WebGPU cannot be used here (${error.message}). The CPU draws instead; it does the same, slower.`,
      );
    }
    if (this.#renderer?.kind === 'cpu') {
      this.#onChange();
    } else {
      this.#replace(this.#parts.createCpuRenderer());
    }
  }

  #replace(renderer: Renderer): void {
    const old = this.#renderer;
    this.#renderer = renderer;
    this.#onChange();
    disposeQuietly(old);
  }
}

/** What is broken may fail to close as well; that must not stop its replacement. */
function disposeQuietly(renderer: Renderer | null): void {
  try {
    renderer?.dispose();
  } catch (error) {
    console.info('Guise: a renderer could not be closed.', error);
  }
}
