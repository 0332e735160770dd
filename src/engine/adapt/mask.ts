/** Where a learned face replaces the frame, in the modifier's crop: the core wholly, the feather less and less. */

import { opacity } from '../../base/superellipse.ts';
import { CORE } from '../cover/learned-cover.ts';

/** side × side, 0..1, of a face whose cover did not have to grow (`learnedCover`). */
export function learnedMask(side: number): Float32Array {
  return Float32Array.from({ length: side * side }, (_, i) => {
    const u = ((2 * (i % side) + 1) / side - 1) / CORE.width;
    const v = ((2 * Math.floor(i / side) + 1) / side - 1 - CORE.down) / CORE.height;
    return opacity(u, v, CORE.exponent, CORE.feather);
  });
}
