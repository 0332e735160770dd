/** The modifier on WebAssembly, for where there is no WebGPU: by our own kernels, and where they cannot run by tfjs's. */
import type { PictureModifier } from './picture-modifier.ts';
import { Crew } from './simd/crew.ts';
import { hireHelper } from './simd/helper.ts';
import { createSimdModifier } from './simd/network.ts';
import type { ModifierWeights } from './weights.ts';

/** More would keep more memory than many faces are worth. */
const MOST_HELPERS = 3;

/** @throws when there is no WebAssembly. */
export async function createWasmModifier(
  weights: ModifierWeights,
  createFast: (weights: ModifierWeights) => Promise<PictureModifier> = createSimdModifier,
): Promise<PictureModifier> {
  try {
    const processors = globalThis.navigator?.hardwareConcurrency ?? 1;
    const helpers = Math.min(MOST_HELPERS, processors - 1);
    return new Crew(await createFast(weights), { helpers, hire: () => hireHelper(weights) });
  } catch (error) {
    console.warn('The modifier runs on the slower kernels of tfjs:', error);
    return (await import('./tfjs-wasm.ts')).createTfjsModifier(weights);
  }
}
