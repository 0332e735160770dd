/** Gets the second detector ready: tfjs's WASM backend and the weights. */
import weightsUrl from '@vladmandic/face-api/model/tiny_face_detector_model.bin?url';
import manifest from '@vladmandic/face-api/model/tiny_face_detector_model-weights_manifest.json';
import { fetchVerified } from '../../../models/fetch.ts';
import { startWasmBackend } from '../../../models/wasm-backend.ts';
import { decodeWeights, entriesOf } from '../../../models/weights.ts';
import { TinyFaceDetector } from './tiny-face.ts';

const WEIGHTS_SHA256 = 'b7503ce7df31039b1c43316a9b865cab6a70dd748cc602d3fa28b551503c3871';

/** @throws when there is no WebAssembly, or the weights are not the tested ones (CorruptModelError). */
export async function loadTinyFaceDetector(): Promise<TinyFaceDetector> {
  const [bytes] = await Promise.all([fetchVerified(weightsUrl, WEIGHTS_SHA256), startWasmBackend()]);
  return new TinyFaceDetector(decodeWeights(entriesOf(manifest), bytes));
}
