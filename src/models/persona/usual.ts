/**
 * What a track shows all the time. Usual brows, usual lids, where the face lies about its eyes: that is identity, so it is taken away
 * before anything is quantised. `Usual` of training/guise_training/persona/code.py is the reference.
 */
import { type CodeValues, EXPRESSION, type FieldName } from './code.ts';

/** Frames that the neutral face weighs at the beginning of a track, and after how many the mean forgets. */
const PRIOR = 30;
const MEMORY = 600;
/** A lid further below its mean than this is a blink, which moves the mean at a tenth of the rate. */
const BLINK = 0.06;

/** Given relative to the track's mean; what is neutral is 0 but for the scale. An open mouth is open, whatever it was before. */
const RELATIVE: readonly FieldName[] = [
  'scale',
  'x',
  'y',
  ...EXPRESSION.filter((name) => name !== 'mouth_open'),
];

function neutralOf(name: FieldName): number {
  return name === 'scale' ? 1 : 0;
}

export class Usual {
  readonly #mean = new Map(RELATIVE.map((name) => [name, neutralOf(name)]));
  #weight = PRIOR;

  /** Takes in one frame of the track. */
  see(values: CodeValues): void {
    this.#weight = Math.min(this.#weight + 1, MEMORY);
    for (const [name, mean] of this.#mean) {
      const blinks = name.startsWith('lid') && values[name] < mean - BLINK;
      this.#mean.set(name, mean + ((blinks ? 0.1 : 1) / this.#weight) * (values[name] - mean));
    }
  }

  /** The same values, relative to what is usual where they are to be. */
  relative(values: CodeValues): CodeValues {
    const moved = Array.from(this.#mean, ([name, mean]) => [name, neutralOf(name) + values[name] - mean]);
    return { ...values, ...Object.fromEntries(moved) };
  }
}
