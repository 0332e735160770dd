/** tfjs's WebGPU backend on a `GPUDevice` that is given, so that a network shares it with whatever else runs there. */
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import {
  env,
  ready,
  registerBackend,
  removeBackend,
  setBackend,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core';

const NAME = 'webgpu';
/** With this flag tfjs compiles what a network needs, all at once and aside, and runs nothing. */
const COMPILE_ONLY = 'WEBGPU_ENGINE_COMPILE_ONLY';

/** tfjs has one backend of a name: the next caller waits until the one before was closed. */
let turn: Promise<void> = Promise.resolve();

export class SharedBackend {
  readonly #backend: WebGPUBackend;
  readonly #release: () => void;

  private constructor(backend: WebGPUBackend, release: () => void) {
    this.#backend = backend;
    this.#release = release;
  }

  /** The caller closes it, whatever happens. @throws when tfjs cannot use the device. */
  static async start(device: GPUDevice): Promise<SharedBackend> {
    const before = turn;
    let release = () => {};
    turn = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    try {
      const backend = new WebGPUBackend(device, device.adapterInfo);
      // The package registers one that asks for a device of its own.
      unregister();
      registerBackend(NAME, () => backend);
      if (!(await setBackend(NAME))) {
        throw new Error("tfjs's WebGPU backend could not be started");
      }
      await ready();
      return new SharedBackend(backend, release);
    } catch (error) {
      unregister();
      release();
      throw error;
    }
  }

  /**
   * Compiles every shader that `run` needs, without running it, so that its first run does not keep others on the device waiting.
   * @throws when one does not compile.
   */
  async compile(run: () => Tensor): Promise<void> {
    env().set(COMPILE_ONLY, true);
    try {
      tidy(() => {
        run();
      });
    } finally {
      env().set(COMPILE_ONLY, false);
    }
    await this.#backend.checkCompileCompletionAsync();
  }

  /** Frees everything that it holds on the device. The device stays. */
  close(): void {
    unregister();
    this.#release();
  }
}

/** Also releases what the backend holds. */
function unregister(): void {
  try {
    removeBackend(NAME);
  } catch {
    // There was none.
  }
}
