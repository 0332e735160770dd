import type { ModeValues, ParameterSpec } from './mode.ts';

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

/** False where another value makes a parameter mean nothing. */
export function isMeant(spec: ParameterSpec, values: ModeValues): boolean {
  return spec.kind !== 'choice' || !spec.only || values[spec.only.id] === spec.only.value;
}
