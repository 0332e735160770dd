/** The modes that have code of their own, for the CPU. For the engine's worker: the page loads `metas.ts` alone. */
import { MODE_IDS, type ModeId } from './catalogue.ts';
import type { Mode } from './mode.ts';

const byFile = import.meta.glob<Mode>('./*/index.ts', { eager: true, import: 'mode' });

export const modes: readonly Mode[] = MODE_IDS.flatMap((id) => byFile[`./${id}/index.ts`] ?? []);

/** @throws RangeError when there is no such mode with code of its own. */
export function modeOf(id: ModeId): Mode {
  const mode = byFile[`./${id}/index.ts`];
  if (!mode) {
    throw new RangeError(`There is no mode "${id}" with kernels.`);
  }
  return mode;
}
