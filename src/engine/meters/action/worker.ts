/** The action detector's own worker: squares in, people and labels out. What the raw square gave stays in here. */
import '../../../base/trusted-types.ts';
import '../../../base/by-port.ts';
import { loadActionModel } from '../../../models/action/load.ts';
import { startWasmBackend } from '../../../models/wasm-backend.ts';
import { serve } from '../rpc-worker.ts';
import { labelsAgree } from './agreement.ts';
import { SIDE } from './input-size.ts';
import { SquareReader } from './look.ts';
import type { ActionAnswer, ActionQuestion } from './messages.ts';

serve<ActionQuestion, ActionAnswer>(async () => {
  await startWasmBackend();
  const model = await loadActionModel();
  if (model.side !== SIDE) {
    throw new Error(`its model is for pictures of ${model.side} pixels, not ${SIDE}`);
  }
  const reader = new SquareReader(model);
  return async ({ safe, raw }) => {
    const began = performance.now();
    const people = await reader.look(safe);
    const duration = performance.now() - began;
    return { people, agrees: raw ? labelsAgree(people, await reader.look(raw)) : null, duration };
  };
});
