/** What steadies a learned face in time: the modifier's own earlier output, never a raw pixel. */

/** Time, s, after which an earlier output counts 1/e of what it did. */
export const FADE = 0.065;
/** A colour that differs from the earlier one by more than this, 0..1, has moved and is taken as it is. */
export const MOVED = 0.12;
/** After a gap of this long, µs, nothing is remembered. */
export const FORGET = 500_000;
/** Outputs that were not used for so many calls of `smooth` are dropped. */
const KEEP_CALLS = 64;

interface Remembered {
  readonly picture: Float32Array;
  readonly timestamp: number;
  readonly call: number;
}

export class FaceMemory {
  readonly #faces = new Map<number, Remembered>();
  #calls = 0;

  get size(): number {
    return this.#faces.size;
  }

  /**
   * Mixes the earlier output of this face into the new one, in place, where the two are nearly alike.
   * @param key `Alignment.key`; both outputs are of the same aligned crop.
   * @param picture RGB in [0, 1].
   * @param timestamp µs.
   */
  smooth(key: number, picture: Float32Array, timestamp: number): void {
    const before = this.#faces.get(key);
    const gap = before ? timestamp - before.timestamp : 0;
    if (before && gap >= 0 && gap < FORGET && before.picture.length === picture.length) {
      blend(picture, before.picture, Math.exp(-gap / 1e6 / FADE));
    }
    this.#calls += 1;
    const kept =
      before?.picture.length === picture.length ? before.picture : new Float32Array(picture.length);
    kept.set(picture);
    this.#faces.set(key, { picture: kept, timestamp, call: this.#calls });
    for (const [other, { call }] of this.#faces) {
      if (call < this.#calls - KEEP_CALLS) {
        this.#faces.delete(other);
      }
    }
  }

  clear(): void {
    this.#faces.clear();
  }
}

/** Moves each pixel towards its earlier colour, by `most` where they are alike, by nothing where it has moved. */
function blend(picture: Float32Array, before: Float32Array, most: number): void {
  for (let i = 0; i < picture.length; i += 3) {
    const dr = (before[i] as number) - (picture[i] as number);
    const dg = (before[i + 1] as number) - (picture[i + 1] as number);
    const db = (before[i + 2] as number) - (picture[i + 2] as number);
    const still = Math.max(0, 1 - Math.max(Math.abs(dr), Math.abs(dg), Math.abs(db)) / MOVED);
    const share = most * still * (2 - still);
    picture[i] = (picture[i] as number) + share * dr;
    picture[i + 1] = (picture[i + 1] as number) + share * dg;
    picture[i + 2] = (picture[i + 2] as number) + share * db;
  }
}
