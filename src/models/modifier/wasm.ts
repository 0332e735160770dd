/** The modifier on WebAssembly, for where there is no WebGPU: by our own kernels, and where they cannot run by tfjs's. */
import type { PictureModifier } from './picture-modifier.ts';
import { createSimdModifier } from './simd/network.ts';
import type { ModifierWeights } from './weights.ts';

/** @throws when there is no WebAssembly. */
export async function createWasmModifier(
  weights: ModifierWeights,
  createFast: (weights: ModifierWeights) => Promise<PictureModifier> = createSimdModifier,
): Promise<PictureModifier> {
  try {
    return await createFast(weights);
  } catch (error) {
    console.warn('The modifier runs on the slower kernels of tfjs:', error);
    return (await import('./tfjs-wasm.ts')).createTfjsModifier(weights);
  }
}
