import { blur } from './blur/index.ts';
import { edge } from './edge/index.ts';
import { meta as learned } from './learned/meta.ts';
import { mask } from './mask/index.ts';
import type { Mode, ModeId, ModeMeta, ModeValues } from './mode.ts';
import { noise } from './noise/index.ts';
import { superPixel } from './super-pixel/index.ts';
import { completeFor } from './values.ts';

/** The hand-made modes. */
export const modes: readonly Mode[] = [blur, mask, noise, superPixel, edge];

/** Every mode that this version can draw, the learned one included. */
export const modeMetas: readonly ModeMeta[] = [...modes.map((mode) => mode.meta), learned];

/** @throws RangeError when there is no such hand-made mode. */
export function modeOf(id: ModeId): Mode {
  const mode = modes.find((candidate) => candidate.meta.id === id);
  if (!mode) {
    throw new RangeError(`There is no mode "${id}".`);
  }
  return mode;
}

/** Complete values, within range, for a mode from anything that was stored or sent. @throws RangeError when there is no such mode. */
export function completeValues(id: ModeId, given: Readonly<Record<string, unknown>>): ModeValues {
  const meta = modeMetas.find((candidate) => candidate.id === id);
  if (!meta) {
    throw new RangeError(`There is no mode "${id}".`);
  }
  return completeFor(meta, given);
}
