/** Where in a frame the leak meter looks closely: its network finds faces from some 30 px on, and a whole frame is shrunk to 416. */
import type { Crop } from '../copies.ts';
import { INPUT_SIDE, LARGEST_SCALE } from './picture-size.ts';

/** Sides of the squares against the frame's longer side, coarse to fine; the last finds 24 px in 1280×720. */
const SHARES = [1 / 2, 0.217];
/** Share of a side by which neighbours overlap: the largest head that only this level finds lies whole in one of them. */
const OVERLAP = 0.25;

/**
 * Squares that together hold all of a frame, level by level, each level finer than the one before. Empty where the whole frame is
 * small enough to be seen as it is.
 */
export function squaresOf(width: number, height: number): Crop[][] {
  const levels: Crop[][] = [];
  let coarser = Math.max(width, height);
  for (const share of SHARES) {
    const side = Math.round(Math.max(share * Math.max(width, height), INPUT_SIDE / LARGEST_SCALE));
    if (side < 0.8 * coarser) {
      levels.push(
        placesAlong(height, side).flatMap((y) =>
          placesAlong(width, side).map((x) => ({
            x,
            y,
            width: Math.min(side, width),
            height: Math.min(side, height),
          })),
        ),
      );
      coarser = side;
    }
  }
  return levels;
}

/** Where squares begin along a side, evenly spread over it. */
function placesAlong(length: number, side: number): number[] {
  const room = Math.max(0, length - side);
  const steps = Math.ceil(room / (side * (1 - OVERLAP)));
  return Array.from({ length: steps + 1 }, (_, i) => Math.round((room * i) / Math.max(1, steps)));
}
