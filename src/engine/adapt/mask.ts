/** Where a learned face replaces the frame, in the modifier's crop: the core wholly, the feather less and less. */
import { CORE, FEATHER } from '../cover/learned-cover.ts';

/** side × side, 0..1, of a face whose cover did not have to grow (`learnedCover`). */
export function learnedMask(side: number): Float32Array {
  return Float32Array.from({ length: side * side }, (_, i) => {
    const u = Math.abs((2 * (i % side) + 1) / side - 1) / CORE.width;
    const v = Math.abs((2 * Math.floor(i / side) + 1) / side - 1 - CORE.down) / CORE.height;
    const distance = (u ** CORE.exponent + v ** CORE.exponent) ** (1 / CORE.exponent);
    const t = Math.min(1, Math.max(0, (distance - 1) / FEATHER));
    return 1 - t * t * (3 - 2 * t);
  });
}
