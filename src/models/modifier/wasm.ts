/** The modifier on tfjs's WASM backend, for where there is no WebGPU. */
import { tensor4d } from '@tensorflow/tfjs-core';
import { startWasmBackend } from '../wasm-backend.ts';
import { ModifierGraph } from './graph.ts';
import type { PictureModifier } from './picture-modifier.ts';
import type { ModifierWeights } from './weights.ts';

/** @throws when there is no WebAssembly. */
export async function createWasmModifier(weights: ModifierWeights): Promise<PictureModifier> {
  await startWasmBackend();
  return modifierOnBackend(weights);
}

/** The same on the tfjs backend that is set. */
export function modifierOnBackend(weights: ModifierWeights): PictureModifier {
  const graph = new ModifierGraph(weights);
  const { side } = weights;
  return {
    side,
    async apply(pictures, count) {
      const input = tensor4d(pictures, [count, side, side, 3]);
      const output = graph.apply(input);
      try {
        // On this backend reading is a copy within memory, not a wait.
        return Float32Array.from(output.dataSync());
      } finally {
        input.dispose();
        output.dispose();
      }
    },
    dispose: () => graph.dispose(),
  };
}
