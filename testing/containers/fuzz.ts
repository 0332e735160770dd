/** Damaged, cut, renamed, huge and empty files, made from sound ones; the same ones for the same seed. */
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Numbers from 0 on, below 1 (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Sound {
  /** With its ending. */
  readonly name: string;
  readonly bytes: Buffer;
}

type Roll = (below: number) => number;
type Damage = (bytes: Buffer, roll: Roll) => Buffer;

const copy = (bytes: Buffer, change: (copied: Buffer) => void): Buffer => {
  const copied = Buffer.from(bytes);
  change(copied);
  return copied;
};

export const DAMAGES: Readonly<Record<string, Damage>> = {
  cut: (bytes, roll) => bytes.subarray(0, 1 + roll(bytes.length - 1)),
  beheaded: (bytes, roll) => bytes.subarray(1 + roll(Math.min(4096, bytes.length - 1))),
  bits: (bytes, roll) =>
    copy(bytes, (all) => {
      for (let n = 1 + roll(40); n > 0; n--) {
        const at = roll(all.length);
        all[at] = (all[at] ?? 0) ^ (1 << roll(8));
      }
    }),
  // Where kinds of files keep their sizes, places and counts.
  header: (bytes, roll) =>
    copy(bytes, (all) => {
      for (let n = 1 + roll(6); n > 0; n--) {
        all[roll(Math.min(900, all.length))] = roll(256);
      }
    }),
  tail: (bytes, roll) =>
    copy(bytes, (all) => {
      const from = Math.max(0, all.length - 1500);
      for (let n = 1 + roll(12); n > 0; n--) {
        all[from + roll(all.length - from)] = [0, 255, 127, 128][roll(4)] ?? 0;
      }
    }),
  zeros: (bytes, roll) =>
    copy(bytes, (all) => {
      const at = roll(all.length);
      all.fill(0, at, Math.min(all.length, at + 1 + roll(4000)));
    }),
  noise: (bytes, roll) =>
    copy(bytes, (all) => {
      const at = roll(all.length);
      for (let i = at; i < Math.min(all.length, at + 3000); i++) {
        all[i] = roll(256);
      }
    }),
  missing: (bytes, roll) => {
    const at = roll(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + roll(2000))]);
  },
  twice: (bytes, roll) => {
    const at = roll(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.floor(at / 2))]);
  },
  random: (bytes, roll) => Buffer.from(Array.from({ length: Math.min(5000, bytes.length) }, () => roll(256))),
};

/** Bytes to which some files are blown up on the disk; they are sparse, and take no room there. */
const HUGE = 3e9;

/** A file as it arrives. */
export interface Arrived extends Sound {
  /** Bytes to which it is to be blown up; 0 for a file that is as it is. */
  readonly blownTo: number;
}

/**
 * `count` files, the same ones for the same seed: every damage in turn, each to one of the sound files, with others strewn in that are
 * empty, huge, or named as something else.
 */
export function damagedFiles(sound: readonly Sound[], count: number, seed: number): readonly Arrived[] {
  const next = random(seed);
  const roll: Roll = (below) => Math.floor(next() * Math.max(1, below));
  const kinds = Object.entries(DAMAGES);
  return Array.from({ length: count }, (_, i) => {
    const from = sound[roll(sound.length)] as Sound;
    const made = (what: string, bytes: Buffer, blownTo = 0, name = from.name) => ({
      name: `${String(i).padStart(3, '0')}-${what}-${name}`,
      bytes,
      blownTo,
    });
    switch (i % 16) {
      case 13:
        return made('empty', Buffer.alloc(0));
      case 14:
        return made('renamed', from.bytes, 0, (sound[roll(sound.length)] as Sound).name);
      case 15:
        return made('huge', roll(2) === 0 ? from.bytes : from.bytes.subarray(0, 64), HUGE);
      default: {
        const [what, damage] = kinds[(i + Math.floor(i / 16)) % kinds.length] as (typeof kinds)[number];
        return made(what, damage(from.bytes, roll));
      }
    }
  });
}

/** Writes them into a folder. @returns their names */
export function writeDamaged(folder: string, files: readonly Arrived[]): readonly string[] {
  for (const { name, bytes, blownTo } of files) {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    if (blownTo > 0) {
      truncateSync(path, blownTo);
    }
  }
  return files.map(({ name }) => name);
}
