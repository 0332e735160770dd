/** Who is drawn for whom. */
import { putLast } from '../../base/recent.ts';

/** Tracks whose strangers are remembered; of more, those are forgotten that were not asked for longest. */
const KEPT = 64;

/**
 * Gives each track a stranger's number. The numbers are shuffled by a key: who does not have it cannot tell them, and another key is
 * another cast. Two tracks that are remembered get two numbers, as long as there are enough.
 */
export class Cast {
  readonly #numbers: readonly number[];
  readonly #given = new Map<number, number>();

  /** @param key a whole number below 2³². @param count strangers to draw from. */
  constructor(key: number, count: number) {
    this.#numbers = shuffled(key, count);
  }

  /** The same for the same track, as long as it is remembered. */
  numberOf(track: number): number {
    const number = this.#given.get(track) ?? this.#free(track);
    putLast(this.#given, track, number, KEPT);
    return number;
  }

  /** Only the track decides, where it can: another renderer, with a memory of its own, draws the same stranger. */
  #free(track: number): number {
    const count = this.#numbers.length;
    const recent = [...this.#given.values()].slice(1 - count);
    for (let i = 0; i < count; i++) {
      const number = this.#numbers[(track + i) % count] as number;
      if (!recent.includes(number)) {
        return number;
      }
    }
    return this.#numbers[track % count] as number;
  }
}

/** Fisher and Yates' shuffle; chance by the finaliser of MurmurHash3. */
function shuffled(key: number, count: number): readonly number[] {
  const numbers = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor((hashed(key, i) / 2 ** 32) * (i + 1));
    [numbers[i], numbers[j]] = [numbers[j] as number, numbers[i] as number];
  }
  return numbers;
}

/** 32 bits of the key and a counter. */
function hashed(key: number, counter: number): number {
  let h = (key ^ Math.imul(counter + 1, 0x9e3779b9)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
