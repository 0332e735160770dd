/** The kernels of networks that are run row by row; index-maps.ts has what all kernels have in common. */

export { multiply } from './multiply';
export { depthwiseRow, enlargeRow, poolRow, repeatRow, unpack } from './rows';
export { capRow, halveRow, interleaveRow, leakRow, peakRow } from './shuffle';
