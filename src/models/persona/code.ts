/**
 * The code of a drawn face: all that it knows of the raw picture. Each field has a range and a number of bits; what leaves the encoder
 * is quantised to whole levels, and only the levels go on. docs/models/persona-format.md.
 */

export interface Field {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly bits: number;
}

/** No code may hold more. */
export const MOST_BITS = 160;

/** Names of the fields that this version knows, in the order of the packed code. */
export const POSE = ['yaw', 'pitch', 'roll', 'scale', 'x', 'y'] as const;
export const EXPRESSION = [
  'mouth_open',
  'mouth_width',
  'smile',
  'lid_right',
  'lid_left',
  'brow_right',
  'brow_left',
  'gaze_x',
  'gaze_y',
] as const;
export const LIGHT = ['light', 'red', 'blue', 'slope_x', 'slope_y'] as const;
export const GROUP = ['male', 'age', 'african', 'asian', 'south', 'beard'] as const;
export const FIELD_NAMES = [...POSE, ...EXPRESSION, ...LIGHT, ...GROUP] as const;

export type FieldName = (typeof FIELD_NAMES)[number];
/** A value for each field, in its own unit. */
export type CodeValues = Readonly<Record<FieldName, number>>;

export class Code {
  readonly fields: readonly Field[];
  readonly bits: number;

  /** @throws RangeError when the fields are not those of this version, or hold more than `MOST_BITS`. */
  constructor(fields: readonly Field[]) {
    if (fields.map(({ name }) => name).join() !== FIELD_NAMES.join()) {
      throw new RangeError('The code has other fields than this version knows.');
    }
    this.fields = fields;
    this.bits = fields.reduce((sum, { bits }) => sum + bits, 0);
    if (this.bits > MOST_BITS) {
      throw new RangeError(`The code has ${this.bits} bits; ${MOST_BITS} are the most.`);
    }
  }

  /** Whole levels, one a field; values beyond a range are clamped. @throws RangeError on a value that is not finite. */
  quantise(values: CodeValues): readonly number[] {
    return this.fields.map(({ name, low, high, bits }) => {
      const value = values[name as FieldName];
      if (!Number.isFinite(value)) {
        throw new RangeError(`The code cannot hold ${name} = ${value}.`);
      }
      const most = 2 ** bits - 1;
      return Math.min(most, Math.max(0, Math.floor(((value - low) / (high - low)) * most + 0.5)));
    });
  }

  /** The values that levels stand for. */
  dequantise(levels: readonly number[]): CodeValues {
    const values = this.fields.map(({ name, low, high, bits }, i) => [
      name,
      low + (levels[i] as number) * ((high - low) / (2 ** bits - 1)),
    ]);
    return Object.fromEntries(values) as CodeValues;
  }

  /** Levels as bytes, highest bit first, padded with zeros: never more than `MOST_BITS` / 8. @throws RangeError on a level that does not fit. */
  pack(levels: readonly number[]): Uint8Array {
    const bytes = new Uint8Array(Math.ceil(this.bits / 8));
    let at = 0;
    this.fields.forEach(({ name, bits }, i) => {
      const level = levels[i] as number;
      if (!Number.isInteger(level) || level < 0 || level >= 2 ** bits) {
        throw new RangeError(`${name}: ${level} does not fit ${bits} bits.`);
      }
      for (let bit = bits - 1; bit >= 0; bit--, at++) {
        bytes[at >> 3] = (bytes[at >> 3] as number) | (((level >> bit) & 1) << (7 - (at & 7)));
      }
    });
    return bytes;
  }
}
