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
    passes: () => [{ entryPoint: 'add', invocations: (side) => [(side * side) / 4, 1] }],
    params: (values) => [Math.sqrt(numberOf(values, 'variance'))],
  },
};
