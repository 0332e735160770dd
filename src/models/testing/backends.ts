/** The tfjs backends that unit tests can use in Node. WebGPU is tested in the browser (e2e/operators.spec.ts). */
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { ready, setBackend } from '@tensorflow/tfjs-core';

export const HOST_BACKENDS = ['cpu', 'wasm'] as const;

/** @throws when the backend cannot be started. */
export async function useBackend(name: (typeof HOST_BACKENDS)[number]): Promise<void> {
  if (!(await setBackend(name))) {
    throw new Error(`tfjs's ${name} backend did not start`);
  }
  await ready();
}
