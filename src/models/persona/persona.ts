/** From the aligned crop of a raw face to the picture that covers it: encoder, code, stranger. docs/models/persona-format.md. */
import { putLast } from '../../base/recent.ts';
import { Cast } from './cast.ts';
import { type CodeValues, type FieldName, GROUP } from './code.ts';
import { CORE, fillAround, surroundingsOf } from './compose.ts';
import { FacePainter } from './draw.ts';
import { createPersonaEncoder, type PersonaEncoder } from './encoder.ts';
import { measureLight } from './light.ts';
import { type Egg, outlineOfEgg } from './outline.ts';
import { type Mesh, type Stranger, Strangers, type StrangersMetadata } from './strangers.ts';
import { PersonaTrack } from './track.ts';
import { type PersonaWeights, RAW_SIDE } from './weights.ts';

/** Tracks that are remembered; of more, those are forgotten that were not drawn for longest. */
const KEPT = 64;
/** What decides how a stranger's texture looks. */
const LOOKS: readonly FieldName[] = [...GROUP, 'red', 'blue'];
const NO_LIGHT = { light: 0.5, red: 1, blue: 1, slope_x: 0, slope_y: 0 } as const;

export interface PersonaOrder {
  /** Names the face over time. */
  readonly track: number;
  /** µs. */
  readonly timestamp: number;
  /** The aligned crop of the frame, RAW_SIDE squared, RGB in [0, 1]. */
  readonly raw: Float32Array;
  /** What is covered of it. */
  readonly egg: Egg;
  /** Side of the picture, pixels. */
  readonly side: number;
  /** Decides who is drawn for whom: a whole number below 2³². */
  readonly key: number;
}

/** A track, and the stranger that was drawn for it last. */
interface Person {
  readonly track: PersonaTrack;
  looks: string;
  stranger: Stranger | null;
}

/** @throws RangeError when weights are missing or of another version; when there is no WebAssembly SIMD. */
export async function createPersona({ encoder, strangers }: PersonaWeights): Promise<Persona> {
  const { spreads } = encoder.metadata as { spreads?: readonly number[] };
  return new Persona(
    await createPersonaEncoder(encoder.weights, spreads ?? []),
    new Strangers(strangers.weights, strangers.metadata as unknown as StrangersMetadata),
  );
}

export class Persona {
  readonly #encoder: PersonaEncoder;
  readonly #strangers: Strangers;
  readonly #painter: FacePainter;
  readonly #meanShape: Mesh;
  readonly #people = new Map<number, Person>();
  #cast: { readonly key: number; readonly cast: Cast } | null = null;

  constructor(encoder: PersonaEncoder, strangers: Strangers) {
    this.#encoder = encoder;
    this.#strangers = strangers;
    this.#painter = new FacePainter(strangers);
    this.#meanShape = Float64Array.from(strangers.meanShape);
  }

  /** Bits of all that a drawn face knows of the raw one. */
  get bits(): number {
    return this.#strangers.code.bits;
  }

  /**
   * Draws a stranger over the crop. Where it is covered, nothing of `raw` gets through but the levels of the code.
   * @param into RGBA a pixel, `side` squared, alpha 1; written whole.
   * @throws RangeError when the encoder gives a number that is none.
   */
  draw(order: PersonaOrder, into: Float32Array): void {
    const person = this.#personOf(order.track);
    this.paint(person.track.levelsAt(this.#look(order.raw), order.timestamp), order, into);
  }

  /** The second half of `draw`. @param levels of the code. */
  paint(levels: readonly number[], { track, raw, egg, side, key }: PersonaOrder, into: Float32Array): void {
    const values = this.#strangers.code.dequantise(levels);
    const face = this.#painter.draw(
      values,
      this.#strangerOf(this.#personOf(track), values, track, key),
      side,
    );
    const covered = outlineOfEgg(egg, CORE);
    fillAround(face, surroundingsOf({ size: RAW_SIDE, rgb: raw }, covered), covered, into);
    let sum = 0;
    for (let i = 0; i < into.length; i++) {
      sum += into[i] as number;
    }
    if (!Number.isFinite(sum)) {
      throw new RangeError('A stranger’s face holds something that is no number.');
    }
  }

  /** What the raw crop shows, not yet quantised. */
  #look(raw: Float32Array): CodeValues {
    const { code } = this.#strangers;
    const told = this.#encoder.encode(raw);
    const placed = code.dequantise(code.quantise({ ...told, ...NO_LIGHT }));
    const mesh = this.#strangers.mesh(placed, this.#meanShape, RAW_SIDE);
    return { ...told, ...measureLight(raw, RAW_SIDE, mesh, this.#strangers) };
  }

  #personOf(track: number): Person {
    const person = this.#people.get(track) ?? {
      track: new PersonaTrack(this.#strangers.code),
      looks: '',
      stranger: null,
    };
    putLast(this.#people, track, person, KEPT);
    return person;
  }

  #strangerOf(person: Person, values: CodeValues, track: number, key: number): Stranger {
    if (this.#cast?.key !== key) {
      this.#cast = { key, cast: new Cast(key, this.#strangers.count) };
    }
    const number = this.#cast.cast.numberOf(track);
    const looks = [number, ...LOOKS.map((name) => values[name])].join();
    if (!person.stranger || person.looks !== looks) {
      person.stranger = this.#strangers.stranger(values, number);
      person.looks = looks;
    }
    return person.stranger;
  }
}
