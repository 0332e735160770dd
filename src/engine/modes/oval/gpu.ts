import type { ModeGpu } from '../mode.ts';
import { numberOf } from '../values.ts';
import { COLOURS, MEANS } from './cpu.ts';
import shader from './shader.wgsl?raw';

export const gpu: ModeGpu = {
  shader,
  passes: () => [
    { entryPoint: 'rim', invocations: () => [MEANS, 4] },
    { entryPoint: 'paint', invocations: (side) => [side, side] },
  ],
  params: (values) => {
    const colour = COLOURS[String(values.colour)];
    return [numberOf(values, 'softness'), colour ? 1 : 0, 0, 0, ...(colour ?? [0, 0, 0])];
  },
};
