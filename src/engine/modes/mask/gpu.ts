import type { ModeGpu } from '../mode.ts';
import { LOOKS, SLATE, SOLID, TONES } from './cpu.ts';
import shader from './shader.wgsl?raw';

export const gpu: ModeGpu = {
  shader,
  passes: () => [{ entryPoint: 'paint', invocations: (side) => [side, side] }],
  params: (values) => {
    const solid = SOLID[String(values.style)];
    const look = LOOKS.indexOf(String(values.look));
    return [solid ? 0 : 1, look, 0, 0, ...(solid ?? TONES[String(values.tone)] ?? SLATE)];
  },
};
