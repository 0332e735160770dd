import type { ModeGpu, ModePass } from '../mode.ts';
import { numberOf } from '../values.ts';
import { ITERATIONS } from './cpu.ts';
import shader from './shader.wgsl?raw';

export const gpu: ModeGpu = {
  shader,
  passes: (values) => {
    const cells = Math.round(numberOf(values, 'cells'));
    const pixels = (entryPoint: string): ModePass => ({ entryPoint, invocations: (side) => [side, side] });
    const centres = (entryPoint: string): ModePass => ({ entryPoint, invocations: () => [cells, cells] });
    const rounds = Array.from({ length: ITERATIONS }, () => [pixels('assign'), centres('recentre')]).flat();
    return [pixels('convert'), centres('seed'), ...rounds, centres('means'), pixels('paint')];
  },
  params: (values) => [Math.round(numberOf(values, 'cells')), numberOf(values, 'compactness')],
};
