/** tfjs's WASM backend, as every worker of ours starts it. */
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { env, ready, setBackend } from '@tensorflow/tfjs-core';

/** @throws when there is no WebAssembly. */
export async function startWasmBackend(): Promise<void> {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainUrl,
    'tfjs-backend-wasm-simd.wasm': simdUrl,
    // tfjs demands an entry; without threads it is never fetched.
    'tfjs-backend-wasm-threaded-simd.wasm': simdUrl,
  });
  // Threads hang in a minified build (tfjs 4.22), and a second core is better left to the frame path.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await setBackend('wasm'))) {
    throw new Error('WebAssembly could not be started');
  }
  await ready();
}
