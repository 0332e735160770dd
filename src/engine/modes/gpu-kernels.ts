/** The same modes in WGSL. For the WebGPU renderer alone: where there is no WebGPU no shader is loaded. */
import type { ModeId } from './catalogue.ts';
import type { ModeGpu } from './mode.ts';

const byFile = import.meta.glob<ModeGpu>('./*/gpu.ts', { eager: true, import: 'gpu' });

/** @throws RangeError when there is no such mode with code of its own. */
export function gpuOf(id: ModeId): ModeGpu {
  const gpu = byFile[`./${id}/gpu.ts`];
  if (!gpu) {
    throw new RangeError(`There is no mode "${id}" with shaders.`);
  }
  return gpu;
}
