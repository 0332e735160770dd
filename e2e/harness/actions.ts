/**
 * The action detector alone, in a worker as in the engine: pictures in, people and labels out. With `?webgpu` on a renderer's
 * device, otherwise in a worker inside that worker.
 */
import '../../src/base/trusted-types.ts';
import type { ActionReading } from '../../src/engine/meters/action/detector.ts';
import type { Held, Request } from './actions.worker.ts';
import type { SquareDifference } from './actions-parity.ts';

export interface Parity {
  /** Largest difference of what the networks say, and the largest number that WebAssembly's says. */
  readonly network: number;
  readonly largest: number;
  readonly square: SquareDifference;
}

export interface ActionHarness {
  readonly ready: Promise<void>;
  /** What is seen in `safe`; with `raw`, whether that gives the same labels. */
  look(safe: OffscreenCanvas, raw: OffscreenCanvas | null): Promise<ActionReading>;
  held(): Promise<Held>;
  /** Shows it a picture that nobody vouched for. @throws what it says to that. */
  forged(): Promise<ActionReading>;
  /** Destroys the device that the detector runs on. */
  loseDevice(): Promise<void>;
  /** The network and its square on the device against those elsewhere. */
  parity(): Promise<Parity>;
}

const worker = new Worker(new URL('./actions.worker.ts', import.meta.url), {
  type: 'module',
  name: location.search === '?webgpu' ? 'webgpu' : 'wasm',
});

function answer<T>(): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => ('error' in data ? reject(new Error(data.error)) : resolve(data as T));
    worker.onerror = (event) => reject(new Error(event.message));
  });
}

async function ask<T>(request: Request, transfer: Transferable[] = []): Promise<T> {
  await harness.ready;
  worker.postMessage(request, transfer);
  return answer<T>();
}

const harness: ActionHarness = {
  ready: answer<unknown>().then(() => undefined),
  async look(safe, raw) {
    const picture = await createImageBitmap(safe);
    const before = raw && (await createImageBitmap(raw));
    return ask({ safe: picture, raw: before }, before ? [picture, before] : [picture]);
  },
  held: () => ask('held'),
  forged: () => ask('forged'),
  loseDevice: () => ask('lose-device'),
  async parity() {
    const { output, square } = await ask<{ output: Float32Array; square: SquareDifference }>('parity');
    const { startWasmBackend } = await import('../../src/models/wasm-backend.ts');
    const { networkOutput } = await import('./actions-parity.ts');
    await startWasmBackend();
    const wanted = await networkOutput();
    const off = wanted.map((value, i) => Math.abs(value - (output[i] ?? Number.NaN)));
    return {
      network: Math.max(...off),
      largest: Math.max(...wanted.map(Math.abs)),
      square,
    };
  },
};

(globalThis as unknown as { actionHarness: ActionHarness }).actionHarness = harness;
