import type { Mode } from '../mode.ts';
import { applyCpu, LOOKS, SLATE, SOLID, TONES } from './cpu.ts';
import { meta } from './meta.ts';
import shader from './shader.wgsl?raw';

export const mode: Mode = {
  meta,
  blind: true,
  cpu: applyCpu,
  gpu: {
    shader,
    passes: () => [{ entryPoint: 'paint', invocations: (side) => [side, side] }],
    params: (values) => {
      const solid = SOLID[String(values.style)];
      const look = LOOKS.indexOf(String(values.look));
      return [solid ? 0 : 1, look, 0, 0, ...(solid ?? TONES[String(values.tone)] ?? SLATE)];
    },
  },
};
