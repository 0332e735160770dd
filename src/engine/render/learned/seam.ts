/**
 * Matches the colours of a learned face at its seam. In the inner half of the feather ring, where the frame still shows
 * through, the difference of the frame and the network's picture is averaged in sectors; the core is moved by it, fully at
 * its border and less and less towards the middle (a membrane, as in Poisson blending, Pérez et al. 2003, with a closed form).
 * Nothing but such averages of what lies outside the core comes in.
 */
import { clamp01 } from '../../../base/clamp.ts';
import { radius } from '../../../base/superellipse.ts';
import type { FoundAlignment } from '../../cover/learned-cover.ts';
import type { Cover } from '../../face.ts';

export const SECTORS = 16;
/** No sector moves a colour by more than this, 0..1: what hides the face (a hand, hair) is not to colour it. */
export const MOST = 0.12;
/** Where, in shares of the way from the middle to the border, the correction begins. */
export const BEGIN = 0.4;

/** Where the seam lies in a crop. */
export interface Seam {
  /** Seams of the same name are the same. */
  readonly name: string;
  /** 1 for pixels of the core. */
  readonly inside: Uint8Array;
  readonly insideCount: number;
  /** 1 for pixels whose difference is averaged. */
  readonly ring: Uint8Array;
  /** Share of the correction, 0..1. */
  readonly share: Float32Array;
  /** Sector, with fraction, 0..SECTORS. */
  readonly sector: Float32Array;
  /** How much the tint is evened, 0..1: not in the middle, where eyes and mouth are, and less and less outside of the core. */
  readonly tint: Float32Array;
}

/** Where, in the same measure, the tint begins to be evened, and where it wholly is. */
const TINT = { from: 0.4, whole: 0.7 } as const;

/** Shapes are few (`learnedCover` makes them in steps); the last ones are kept. */
const KEPT = 16;
const seams = new Map<string, Seam>();

/** The seam of a cover in its crop of `side` × `side` pixels. */
export function seamOf(cover: Cover, aligned: FoundAlignment, side: number): Seam {
  const a = cover.width / aligned.side;
  const b = cover.height / aligned.side;
  const dx = cover.centre.x - aligned.centre.x;
  const dy = cover.centre.y - aligned.centre.y;
  const down = (2 * (dy * Math.cos(aligned.angle) - dx * Math.sin(aligned.angle))) / aligned.side;
  const name = [side, ...[a, b, down, cover.exponent, cover.feather].map((v) => v.toFixed(4))].join();
  let seam = seams.get(name);
  if (!seam) {
    if (seams.size >= KEPT) {
      seams.clear();
    }
    seam = { name, ...layOut(a, b, down, cover, side) };
    seams.set(name, seam);
  }
  return seam;
}

function layOut(
  a: number,
  b: number,
  down: number,
  { exponent, feather }: Cover,
  side: number,
): Omit<Seam, 'name'> {
  const inside = new Uint8Array(side * side);
  const ring = new Uint8Array(side * side);
  const share = new Float32Array(side * side);
  const sector = new Float32Array(side * side);
  const tint = new Float32Array(side * side);
  let insideCount = 0;
  for (let y = 0; y < side; y++) {
    const v = ((2 * y + 1) / side - 1 - down) / b;
    for (let x = 0; x < side; x++) {
      const u = ((2 * x + 1) / side - 1) / a;
      const p = y * side + x;
      const distance = radius(u, v, exponent);
      if (distance <= 1) {
        inside[p] = 1;
        insideCount += 1;
      } else if (distance <= 1 + feather / 2) {
        ring[p] = 1;
      }
      const t = clamp01((distance - BEGIN) / (1 - BEGIN));
      share[p] = t * t;
      tint[p] =
        clamp01((distance - TINT.from) / (TINT.whole - TINT.from)) *
        clamp01((1 + feather - distance) / Math.max(feather, 0.01));
      sector[p] = ((Math.atan2(v, u) / (2 * Math.PI) + 1) % 1) * SECTORS;
    }
  }
  return { inside, insideCount, ring, share, sector, tint };
}

/** @param before the frame's crop. @param after the network's picture, changed in place; both RGB in [0, 1]. */
export function matchSeam(before: Float32Array, after: Float32Array, seam: Seam): void {
  const shift = shiftsOf(before, after, seam);
  for (let p = 0; p < seam.share.length; p++) {
    const share = seam.share[p] as number;
    if (share === 0) {
      continue;
    }
    // Between the middles of two sectors.
    const s = (seam.sector[p] as number) - 0.5 + SECTORS;
    const low = Math.floor(s);
    const f = s - low;
    const i = (low % SECTORS) * 3;
    const j = ((low + 1) % SECTORS) * 3;
    for (let c = 0; c < 3; c++) {
      const move = (shift[i + c] as number) * (1 - f) + (shift[j + c] as number) * f;
      after[p * 3 + c] = clamp01((after[p * 3 + c] as number) + share * move);
    }
  }
}

/** Mean difference, frame less network, RGB for each sector, smoothed with its neighbours and limited. */
function shiftsOf(before: Float32Array, after: Float32Array, { ring, sector }: Seam): Float32Array {
  const sums = new Float64Array(SECTORS * 4);
  for (let p = 0; p < ring.length; p++) {
    if (ring[p]) {
      const o = (Math.floor(sector[p] as number) % SECTORS) * 4;
      for (let c = 0; c < 3; c++) {
        sums[o + c] = (sums[o + c] as number) + (before[p * 3 + c] as number) - (after[p * 3 + c] as number);
      }
      sums[o + 3] = (sums[o + 3] as number) + 1;
    }
  }
  const shift = new Float32Array(SECTORS * 3);
  for (let k = 0; k < SECTORS; k++) {
    const near = [(k + SECTORS - 1) % SECTORS, k, (k + 1) % SECTORS];
    const count = near.reduce((sum, n) => sum + (sums[n * 4 + 3] as number), 0);
    for (let c = 0; c < 3; c++) {
      const sum = near.reduce((total, n) => total + (sums[n * 4 + c] as number), 0);
      shift[k * 3 + c] = Math.max(-MOST, Math.min(MOST, count > 0 ? sum / count : 0));
    }
  }
  return shift;
}
