/** What there is to know of the modes without their kernels and shaders: what the page loads. */
import { MODE_IDS, type ModeChoice, type ModeId, type NetworkMode } from './catalogue.ts';
import type { ModeMeta, ModeValues, ParameterSpec } from './mode.ts';

const byFile = import.meta.glob<ModeMeta>('./*/meta.ts', { eager: true, import: 'meta' });

/** Every mode that this version can draw. */
export const modeMetas: readonly ModeMeta[] = MODE_IDS.map(metaOf);

/** @throws RangeError when there is no such mode. */
export function metaOf(id: ModeId): ModeMeta {
  const meta = byFile[`./${id}/meta.ts`];
  if (!meta) {
    throw new RangeError(`There is no mode "${id}".`);
  }
  return meta;
}

/** True when a network draws the mode, so that weights have to be loaded first and may not be there. */
export function needsNetwork(choice: ModeChoice): choice is NetworkMode {
  return choice !== 'none' && metaOf(choice).kind === 'network';
}

/** True where a mouth is to be seen that moves as the person's does: bare, or drawn by a network. @param id as reports have it. */
export function keepsMouth(id: string): boolean {
  return id === 'none' || modeMetas.some((meta) => meta.id === id && meta.kind === 'network');
}

/** Complete values, within range, for a mode from anything that was stored or sent. @throws RangeError when there is no such mode. */
export function completeValues(id: ModeId, given: Readonly<Record<string, unknown>>): ModeValues {
  return Object.fromEntries(
    metaOf(id).parameters.map((spec) => [spec.id, completeValue(spec, given[spec.id])]),
  );
}

function completeValue(spec: ParameterSpec, value: unknown): number | string {
  if (spec.kind === 'choice') {
    return spec.options.some((option) => option.value === value) ? (value as string) : spec.default;
  }
  return typeof value === 'number' && Number.isFinite(value)
    ? Math.min(spec.max, Math.max(spec.min, value))
    : spec.default;
}
