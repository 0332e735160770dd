/** The modifier on WebAssembly, for where there is no WebGPU: our own kernels, and workers that share the faces of a frame. */
import type { PictureModifier } from './picture-modifier.ts';
import { createSimdModifier } from './simd/network.ts';
import { spawnWorker } from './simd/spawn-worker.ts';
import { WorkerPool } from './simd/worker-pool.ts';
import type { ModifierWeights } from './weights.ts';

/** More would keep more memory than many faces are worth. */
const MOST_HELPERS = 3;

/** @throws when there is no WebAssembly with SIMD, or no memory for it: faces are masked then. */
export async function createWasmModifier(weights: ModifierWeights): Promise<PictureModifier> {
  const processors = globalThis.navigator?.hardwareConcurrency ?? 1;
  const helpers = Math.min(MOST_HELPERS, processors - 1);
  return new WorkerPool(await createSimdModifier(weights), { helpers, spawn: () => spawnWorker(weights) });
}
