import type { ModeMeta, ModeValues, ParameterSpec } from './mode.ts';

/** Values for every parameter of the mode, within range, from anything: the default where one is missing or wrong. */
export function completeFor(meta: ModeMeta, given: Readonly<Record<string, unknown>>): ModeValues {
  return Object.fromEntries(meta.parameters.map((spec) => [spec.id, completeOne(spec, given[spec.id])]));
}

function completeOne(spec: ParameterSpec, value: unknown): number | string {
  if (spec.kind === 'choice') {
    return spec.options.some((option) => option.value === value) ? (value as string) : spec.default;
  }
  return typeof value === 'number' && Number.isFinite(value)
    ? Math.min(spec.max, Math.max(spec.min, value))
    : spec.default;
}

/**
 * A number among completed values.
 * @throws TypeError when there is none of that name: a mode asked for a parameter that its meta does not declare.
 */
export function numberOf(values: ModeValues, id: string): number {
  const value = values[id];
  if (typeof value !== 'number') {
    throw new TypeError(`The mode has no number "${id}".`);
  }
  return value;
}
