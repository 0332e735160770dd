/**
 * The kernels of networks that are run map by map, in AssemblyScript: compiled when Guise is built (build/assemblyscript.mjs), so nothing here is read by
 * tsc. They know addresses in one linear memory and nothing of the network; the networks call them.
 *
 * Float32 everywhere, but in bytes.ts. A *map* lies in memory row by row, pixel by pixel, channel by channel (NHWC); its channels are a
 * multiple of four. A map that convolutions read has a border of zeros, so that no kernel asks where a picture ends: it is
 * given as the address of its first pixel within the border and `pitch`, the bytes from row to row. Others are *dense*.
 */

export { clearBorder } from './border';
export { depthwise, depthwise3, depthwise5 } from './depthwise';
export { enlarge } from './enlarge';
export { gather } from './gather';
export { multiply } from './multiply';
export { affine, normalise, statistics } from './normalise';
export { centre, paint } from './picture';
