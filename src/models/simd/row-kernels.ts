/** The kernels of networks that are run row by row. */
import { type Build, instantiate, type MultiplyKernel } from './build.ts';
import plain from './kernels/index-rows.ts?assemblyscript';
import relaxed from './kernels/index-rows.ts?assemblyscript-relaxed';

/** Numbers are addresses and pitches in bytes, or counts; kernels/ has the contract of each. */
export interface RowKernels extends MultiplyKernel {
  unpack(
    picture: number,
    y: number,
    width: number,
    bytes: number,
    scale: number,
    red: number,
    green: number,
    blue: number,
  ): void;
  depthwiseRow(
    x0: number,
    x1: number,
    x2: number,
    w: number,
    bias: number,
    y: number,
    width: number,
    channels: number,
    stride: number,
    floor: number,
  ): void;
  poolRow(x0: number, x1: number, y: number, width: number, channels: number): void;
  repeatRow(x: number, add: number, y: number, width: number, channels: number): void;
  enlargeRow(near: number, far: number, add: number, y: number, width: number, channels: number): void;
  leakRow(y: number, count: number, leak: number): void;
  capRow(y: number, count: number, most: number): void;
  peakRow(x0: number, x1: number, x2: number, y: number, width: number, channels: number): void;
  halveRow(x0: number, x1: number, add: number, y: number, width: number, channels: number): void;
  interleaveRow(
    a: number,
    b: number,
    y: number,
    width: number,
    half: number,
    aChannels: number,
    bChannels: number,
    channels: number,
  ): void;
}

/** Kernels that work in `memory`. @throws when the browser cannot compile them. */
export function instantiateRowKernels(memory: WebAssembly.Memory, build: Build): Promise<RowKernels> {
  return instantiate(build === 'relaxed' ? relaxed : plain, memory);
}
