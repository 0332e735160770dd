/** The strangers: textures and shapes that are averages of at least twelve people each, by group. docs/models/persona-format.md. */
import type { Weight } from '../weights.ts';
import { Code, type CodeValues, EXPRESSION, type Field } from './code.ts';
import { planeAt, resizePlane } from './planes.ts';

export interface StrangersMetadata {
  readonly side: number;
  readonly ownSide: number;
  readonly personas: number;
  readonly attributes: readonly string[];
  readonly measures: readonly string[];
  readonly code: {
    readonly unit: number;
    readonly origin: readonly [number, number];
    readonly fields: readonly Field[];
  };
}

/** Points of a mesh: x, y, z one after another. */
export type Mesh = Float64Array;

export interface Stranger {
  /** Reflectance, RGB planes one after another, side × side each; 1 is the skin's usual colour. */
  readonly texture: Float32Array;
  /** Neutral, in eye distances. */
  readonly shape: Mesh;
}

const ATTRIBUTES = 'one,male,age,age_squared,male_age,african,asian,south,beard,male_old';

/** What is drawn with: read once, never written to. */
export class Strangers {
  readonly code: Code;
  readonly side: number;
  /** Strangers of each sex presentation. */
  readonly count: number;
  readonly points: number;
  readonly triangles: Uint16Array;
  /** Place of each point in the texture, pixels. */
  readonly uv: Float32Array;
  readonly alpha: Float32Array;
  readonly light: {
    readonly triangle: Uint16Array;
    readonly bary: Float32Array;
    readonly places: Float32Array;
    readonly middle: readonly [number, number];
  };
  readonly meanShape: Float32Array;
  readonly unit: number;
  readonly origin: readonly [number, number];
  readonly #basis: Float32Array;
  readonly #weights: ReadonlyMap<string, Weight>;
  readonly #metadata: StrangersMetadata;

  /** @throws RangeError when weights are missing, or of another version. */
  constructor(weights: ReadonlyMap<string, Weight>, metadata: StrangersMetadata) {
    if (metadata.attributes.join() !== ATTRIBUTES || metadata.measures.join() !== EXPRESSION.join()) {
      throw new RangeError('The strangers are of another version.');
    }
    this.#weights = weights;
    this.#metadata = metadata;
    this.code = new Code(metadata.code.fields);
    this.side = metadata.side;
    this.count = metadata.personas;
    this.unit = metadata.code.unit;
    this.origin = metadata.code.origin;
    this.uv = this.#of('atlas/uv');
    this.points = this.uv.length / 2;
    this.triangles = Uint16Array.from(this.#of('atlas/triangles'));
    this.alpha = this.#of('atlas/alpha');
    this.meanShape = this.#of('shape/mean');
    this.#basis = this.#of('shape/basis');
    const [x = 0, y = 0] = this.#of('light/middle');
    this.light = {
      triangle: Uint16Array.from(this.#of('light/triangle')),
      bary: this.#of('light/bary'),
      places: this.#of('light/places'),
      middle: [x, y],
    };
  }

  /**
   * Stranger `n` of the code's group.
   * @param n a whole number from 0; strangers of one number differ by group, of one group by number.
   */
  stranger(values: CodeValues, n: number): Stranger {
    const attributes = attributesOf(values);
    const own = (values.male >= 0.5 ? this.count : 0) + (n % this.count);
    const { side } = this;
    const half = side / 2;
    const { ownSide } = this.#metadata;
    const grey = mixed(this.#of('group/grey'), attributes, side * side, 1, 0);
    const texture = new Float32Array(3 * side * side);
    const colours = [0, 1].map((plane) =>
      resizePlane(mixed(this.#of('group/colour'), attributes, half * half, 2, plane), half, side),
    ) as [Float32Array, Float32Array];
    addColour(texture, grey, colours);
    const ownTexture = new Float32Array(3 * ownSide * ownSide);
    const ownHalf = ownSide / 2;
    const ownColours = [0, 1].map((plane) =>
      resizePlane(planeAt(this.#of('own/colour'), own * 2 + plane, ownHalf), ownHalf, ownSide),
    ) as [Float32Array, Float32Array];
    addColour(ownTexture, planeAt(this.#of('own/grey'), own, ownSide), ownColours);
    for (let c = 0; c < 3; c++) {
      const enlarged = resizePlane(planeAt(ownTexture, c, ownSide), ownSide, side);
      const plane = planeAt(texture, c, side);
      for (let i = 0; i < plane.length; i++) {
        plane[i] = (plane[i] as number) + (enlarged[i] as number);
      }
    }
    muteColours(texture, values);
    const shape = Float64Array.from(mixed(this.#of('group/shape'), attributes, this.points * 3, 1, 0));
    const ownShape = this.#of('own/shape');
    for (let i = 0; i < shape.length; i++) {
      shape[i] = (shape[i] as number) + (ownShape[own * shape.length + i] as number);
    }
    return { texture, shape };
  }

  /** The stranger's mesh with the code's pose and expression, in pixels of the aligned crop; z, smaller is nearer, for depth. */
  mesh(values: CodeValues, shape: Mesh, size: number): Mesh {
    const mesh = new Float64Array(shape.length);
    const rotation = rotationOf(values);
    const scale = this.unit * size * values.scale;
    const shift = [
      (this.origin[0] + this.unit * values.x) * size - 0.5,
      (this.origin[1] + this.unit * values.y) * size - 0.5,
      0,
    ];
    const amounts = EXPRESSION.map((name) => values[name]);
    const moved = new Float64Array(shape);
    amounts.forEach((amount, m) => {
      const from = m * shape.length;
      for (let i = 0; i < shape.length; i++) {
        moved[i] = (moved[i] as number) + amount * (this.#basis[from + i] as number);
      }
    });
    for (let i = 0; i < 3; i++) {
      const [rx, ry, rz] = rotation[i] as readonly [number, number, number];
      for (let p = 0; p < shape.length; p += 3) {
        mesh[p + i] =
          scale *
            ((moved[p] as number) * rx + (moved[p + 1] as number) * ry + (moved[p + 2] as number) * rz) +
          (shift[i] as number);
      }
    }
    return mesh;
  }

  #of(name: string): Float32Array {
    const weight = this.#weights.get(name);
    if (!weight) {
      throw new RangeError(`The strangers have no ${name}.`);
    }
    return weight.values;
  }
}

function attributesOf({ male, age, african, asian, south, beard }: CodeValues): readonly number[] {
  const z = Math.min(1.2, Math.max(-1, (age - 40) / 25));
  return [1, male, z, z * z, male * z, african, asian, south, beard * male, male * z * z];
}

/** Σ attributes[a] · the a-th block's plane: blocks of `planes` planes of `length` values. */
function mixed(
  blocks: Float32Array,
  attributes: readonly number[],
  length: number,
  planes: number,
  plane: number,
): Float32Array {
  const sum = new Float32Array(length);
  attributes.forEach((share, a) => {
    if (share !== 0) {
      const from = (a * planes + plane) * length;
      for (let i = 0; i < length; i++) {
        sum[i] = (sum[i] as number) + share * (blocks[from + i] as number);
      }
    }
  });
  return sum;
}

/** Lightness, and red and blue less it, as RGB planes. */
function addColour(
  rgb: Float32Array,
  grey: Float32Array,
  [red, blue]: readonly [Float32Array, Float32Array],
): void {
  const n = grey.length;
  for (let i = 0; i < n; i++) {
    const y = grey[i] as number;
    const r = y + (red[i] as number);
    const b = y + (blue[i] as number);
    rgb[i] = r;
    rgb[n + i] = (y - 0.299 * r - 0.114 * b) / 0.587;
    rgb[2 * n + i] = b;
  }
}

/** In light of no colour, as in black and white pictures, lips are not red. Clamps to 0 … 2.5. */
function muteColours(texture: Float32Array, { red, blue }: CodeValues): void {
  const colour = Math.min(1, Math.max(Math.abs(red - 1) / 0.1, Math.abs(blue - 1) / 0.15));
  const n = texture.length / 3;
  for (let i = 0; i < n; i++) {
    const r = texture[i] as number;
    const g = texture[n + i] as number;
    const b = texture[2 * n + i] as number;
    const grey = 0.299 * r + 0.587 * g + 0.114 * b;
    texture[i] = clampTexel(grey + colour * (r - grey));
    texture[n + i] = clampTexel(grey + colour * (g - grey));
    texture[2 * n + i] = clampTexel(grey + colour * (b - grey));
  }
}

function clampTexel(value: number): number {
  return value < 0 ? 0 : value > 2.5 ? 2.5 : value;
}

/** Rz(roll) · Ry(yaw) · Rx(pitch), by rows. */
function rotationOf({ yaw, pitch, roll }: CodeValues): readonly (readonly [number, number, number])[] {
  const [cy, sy] = [Math.cos(yaw), Math.sin(yaw)];
  const [cp, sp] = [Math.cos(pitch), Math.sin(pitch)];
  const [cr, sr] = [Math.cos(roll), Math.sin(roll)];
  return [
    [cr * cy, cr * sy * sp - sr * cp, cr * sy * cp + sr * sp],
    [sr * cy, sr * sy * sp + cr * cp, sr * sy * cp - cr * sp],
    [-sy, cy * sp, cy * cp],
  ];
}
