import type { ModeGpu } from '../mode.ts';
import { numberOf } from '../values.ts';
import shader from './shader.wgsl?raw';

export const gpu: ModeGpu = {
  shader,
  passes: () => [{ entryPoint: 'add', invocations: (side) => [(side * side) / 4, 1] }],
  params: (values) => [Math.sqrt(numberOf(values, 'variance'))],
};
