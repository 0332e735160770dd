/** Operators that tfjs lacks, with gradients, for its cpu, wasm and webgpu backends (docs/operators.md). */
export { affineGrid } from './affine-grid.ts';
export { gridSample, type Padding, type SamplingOptions } from './grid-sample/index.ts';
