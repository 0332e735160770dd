/** Gets the second detector ready: tfjs's WASM backend and the weights. */
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { env, ready, setBackend } from '@tensorflow/tfjs-core';
import weightsUrl from '@vladmandic/face-api/model/tiny_face_detector_model.bin?url';
import manifest from '@vladmandic/face-api/model/tiny_face_detector_model-weights_manifest.json';
import { fetchVerified } from '../fetch-verified.ts';
import { TinyFaceDetector } from './tiny-face.ts';
import { decodeWeights } from './weights.ts';

const WEIGHTS_SHA256 = 'b7503ce7df31039b1c43316a9b865cab6a70dd748cc602d3fa28b551503c3871';

/** @throws when there is no WebAssembly, or the weights are not the tested ones (CorruptModelError). */
export async function loadTinyFaceDetector(): Promise<TinyFaceDetector> {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainUrl,
    'tfjs-backend-wasm-simd.wasm': simdUrl,
    // tfjs demands an entry; without threads it is never fetched.
    'tfjs-backend-wasm-threaded-simd.wasm': simdUrl,
  });
  // Threads hang in a minified build (tfjs 4.22), and a second core is better left to the frame path.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const [bytes] = await Promise.all([fetchVerified(weightsUrl, WEIGHTS_SHA256), startBackend()]);
  return new TinyFaceDetector(
    decodeWeights(
      manifest.flatMap((group) => group.weights),
      bytes,
    ),
  );
}

async function startBackend(): Promise<void> {
  if (!(await setBackend('wasm'))) {
    throw new Error('WebAssembly could not be started');
  }
  await ready();
}
