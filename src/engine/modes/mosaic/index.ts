import type { Mode } from '../mode.ts';
import shrink from '../shrink.wgsl?raw';
import { numberOf } from '../values.ts';
import { applyCpu } from './cpu.ts';
import { meta } from './meta.ts';
import shader from './shader.wgsl?raw';

export const mode: Mode = {
  meta,
  cpu: applyCpu,
  gpu: {
    shader: `${shrink}\n${shader}`,
    passes: (values) => {
      const cells = Math.round(numberOf(values, 'cells'));
      return [
        { entryPoint: 'shrink', invocations: () => [cells, cells] },
        { entryPoint: 'paint', invocations: (side) => [side, side] },
      ];
    },
    params: (values) => [Math.round(numberOf(values, 'cells'))],
  },
};
