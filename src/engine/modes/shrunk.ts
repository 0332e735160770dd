import type { ModeGpu } from './mode.ts';
import shrink from './shrink.wgsl?raw';
import { numberOf } from './values.ts';

/**
 * Of a mode that is drawn from the means of cells × cells equal parts of the crop (`shrink.ts`).
 * @param shader its WGSL, whose `entryPoint` makes the crop of what `shrink` left in scratch; params: x cells across
 */
export function shrunkGpu(shader: string, entryPoint: string): ModeGpu {
  return {
    shader: `${shrink}\n${shader}`,
    passes: (values) => {
      const cells = Math.round(numberOf(values, 'cells'));
      return [
        { entryPoint: 'shrink', invocations: () => [cells, cells] },
        { entryPoint, invocations: (side) => [side, side] },
      ];
    },
    params: (values) => [Math.round(numberOf(values, 'cells'))],
  };
}
