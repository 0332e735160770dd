/** The privacy meter's own worker: pictures in, likenesses out. Embeddings live for one question, in here. */
import '../../../base/trusted-types.ts';
import '../../../base/by-port.ts';
import { loadRecogniser } from '../../../models/recogniser/load.ts';
import { startWasmBackend } from '../../../models/wasm-backend.ts';
import { serve } from '../rpc-worker.ts';
import { likenesses } from './likeness.ts';
import type { PrivacyAnswer, PrivacyQuestion } from './messages.ts';

serve<PrivacyQuestion, PrivacyAnswer>(async () => {
  await startWasmBackend();
  const recogniser = await loadRecogniser();
  return async ({ faces }) => {
    const began = performance.now();
    const found = await likenesses(recogniser, faces);
    return { faces: found, duration: performance.now() - began };
  };
});
