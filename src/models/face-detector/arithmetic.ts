/** Which sums of a network are computed in bytes. */
import type { Build } from '../simd/build.ts';
import { makerOf, type Plan, type Step, skipOf } from './plan.ts';

/**
 * How 1 × 1 convolutions are computed. In bytes one of 64 numbers takes less than half of the time where processors multiply bytes; each of a pixel's numbers
 * is rounded to a 127th of their range, each weight to a 127th of its output's largest
 * (docs/decisions/0011-sums-in-bytes.md).
 */
export type Arithmetic = 'bytes' | 'floats';

/** Numbers of a pixel from which on bytes win: making bytes of fewer takes as long as they save. */
const LEAST_DEPTH = 32;

/**
 * The better one for a build of the kernels: without relaxed SIMD bytes take longer than floats. Firefox keeps floats: that bytes are quicker there is
 * not measured yet (docs/decisions/0011-sums-in-bytes.md).
 */
export function arithmeticFor(build: Build, userAgent = globalThis.navigator?.userAgent ?? ''): Arithmetic {
  return build === 'relaxed' && !userAgent.includes('Firefox/') ? 'bytes' : 'floats';
}

/** Whether a step's sums are of bytes where those can be. */
export function canBeBytes(plan: Plan, step: Step): boolean {
  if (step.op !== 'pointwise' || step.add !== null) {
    return false;
  }
  const depth = makerOf(plan, step.input).channels - skipOf(step);
  return depth >= LEAST_DEPTH && depth % 8 === 0;
}
