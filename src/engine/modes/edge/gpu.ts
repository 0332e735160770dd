import type { ModeGpu } from '../mode.ts';
import { numberOf } from '../values.ts';
import shader from './shader.wgsl?raw';

export const gpu: ModeGpu = {
  shader,
  passes: () => [
    { entryPoint: 'smoothen', invocations: (side) => [side, side] },
    { entryPoint: 'sobel', invocations: (side) => [side, side] },
  ],
  params: (values) => [numberOf(values, 'gain'), values.style === 'dark' ? 1 : 0],
};
