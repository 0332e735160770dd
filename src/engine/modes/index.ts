import { blur } from './blur/index.ts';
import { edge } from './edge/index.ts';
import { mask } from './mask/index.ts';
import type { Mode, ModeId, ModeValues } from './mode.ts';
import { noise } from './noise/index.ts';
import { superPixel } from './super-pixel/index.ts';
import { completeFor } from './values.ts';

/** Every mode that this version can draw. */
export const modes: readonly Mode[] = [blur, mask, noise, superPixel, edge];

/** @throws RangeError when there is no such mode. */
export function modeOf(id: ModeId): Mode {
  const mode = modes.find((candidate) => candidate.meta.id === id);
  if (!mode) {
    throw new RangeError(`There is no mode "${id}".`);
  }
  return mode;
}

/** Complete values, within range, for a mode from anything that was stored or sent. @throws RangeError as `modeOf`. */
export function completeValues(id: ModeId, given: Readonly<Record<string, unknown>>): ModeValues {
  return completeFor(modeOf(id).meta, given);
}
