/** A mode with its parameters, written `blur`, `blur:cells=16` or `mask:style=black`. */
import { completeValues, metaOf, modeMetas } from '../src/engine/modes/metas.ts';
import type { ModeId, ModeValues } from '../src/engine/modes/mode.ts';
import { isMeant } from '../src/engine/modes/values.ts';

export interface Variant {
  /** The mode with every value, as it can be read again. */
  readonly id: string;
  readonly label: string;
  readonly mode: ModeId;
  readonly values: ModeValues;
}

/** Every mode of this version with the paper's settings (its presets), or its defaults where it has none. */
export function allVariants(): Variant[] {
  return modeMetas.flatMap((meta) =>
    meta.presets.length > 0
      ? meta.presets.map((preset) => variant(meta.id, preset.values))
      : [variant(meta.id, {})],
  );
}

/**
 * Reads a list such as `mask,blur:cells=8,noise:variance=0.3`. A mode without parameters takes its defaults.
 * @throws RangeError in plain words for a mode, a parameter or a value that does not exist.
 */
export function parseVariants(list: string): Variant[] {
  const found = list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseVariant);
  if (found.length === 0) {
    throw new RangeError('--modes names no mode.');
  }
  return found.filter((one, index) => found.findIndex((other) => other.id === one.id) === index);
}

function parseVariant(text: string): Variant {
  const [id = '', ...pairs] = text.split(':');
  const meta = modeMetas.find((mode) => mode.id === id);
  if (!meta) {
    throw new RangeError(
      `There is no mode "${id}". This version has ${modeMetas.map((mode) => mode.id).join(', ')}.`,
    );
  }
  const values: Record<string, number | string> = {};
  for (const pair of pairs) {
    const [name = '', value = ''] = pair.split('=');
    const spec = meta.parameters.find((parameter) => parameter.id === name);
    if (!spec) {
      throw new RangeError(
        `The mode ${id} has no parameter "${name}"; it has ${meta.parameters.map((p) => p.id).join(', ')}.`,
      );
    }
    const given = spec.kind === 'number' ? Number(value) : value;
    if (value === '' || completeValues(meta.id, { [name]: given })[name] !== given) {
      throw new RangeError(
        spec.kind === 'number'
          ? `${id}:${name} is a number from ${spec.min} to ${spec.max}, not "${value}".`
          : `${id}:${name} is one of ${spec.options.map((option) => option.value).join(', ')}, not "${value}".`,
      );
    }
    values[name] = given;
  }
  return variant(meta.id, values);
}

function variant(mode: ModeId, given: ModeValues): Variant {
  const meta = metaOf(mode);
  const values = completeValues(mode, given);
  const preset = meta.presets.find((one) => sameValues(completeValues(mode, one.values), values));
  const isDefault = sameValues(values, completeValues(mode, {}));
  const settings = meta.parameters
    .filter((spec) => isMeant(spec, values))
    .map(({ id }) => `${id}=${values[id]}`);
  const { label } = meta;
  return {
    id: [mode, ...settings].join(':'),
    label: preset ? `${label} ${preset.label}` : isDefault ? label : `${label} (${settings.join(', ')})`,
    mode,
    values,
  };
}

function sameValues(a: ModeValues, b: ModeValues): boolean {
  return Object.entries(a).every(([name, value]) => b[name] === value);
}
