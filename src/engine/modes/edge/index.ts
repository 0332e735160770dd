import type { Mode } from '../mode.ts';
import { numberOf } from '../values.ts';
import { applyCpu } from './cpu.ts';
import { meta } from './meta.ts';
import shader from './shader.wgsl?raw';

export const mode: Mode = {
  meta,
  cpu: applyCpu,
  gpu: {
    shader,
    passes: () => [
      { entryPoint: 'smoothen', invocations: (side) => [side, side] },
      { entryPoint: 'sobel', invocations: (side) => [side, side] },
    ],
    params: (values) => [numberOf(values, 'gain'), values.style === 'dark' ? 1 : 0],
  },
};
