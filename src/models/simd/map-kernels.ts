/** The kernels of networks that are run map by map. */
import { type Build, instantiate, type MultiplyKernel } from './build.ts';
import plain from './kernels/index-maps.ts?assemblyscript';
import relaxed from './kernels/index-maps.ts?assemblyscript-relaxed';

/** Numbers are addresses and pitches in bytes, or counts; kernels/ has the contract of each. */
export interface MapKernels extends MultiplyKernel {
  centre(picture: number, y: number, pitch: number, side: number): void;
  gather(
    x: number,
    pitch: number,
    y: number,
    width: number,
    channels: number,
    kernel: number,
    stride: number,
  ): void;
  depthwise(
    x: number,
    pitch: number,
    w: number,
    y: number,
    width: number,
    channels: number,
    kernel: number,
    stride: number,
  ): void;
  depthwise3(x: number, pitch: number, w: number, y: number, width: number, channels: number): void;
  depthwise5(x: number, pitch: number, w: number, y: number, width: number, channels: number): void;
  statistics(x: number, pivot: number, sums: number, pixels: number, channels: number): void;
  affine(
    sums: number,
    pivot: number,
    weight: number,
    bias: number,
    pixels: number,
    channels: number,
    epsilon: number,
  ): void;
  normalise(
    x: number,
    factors: number,
    floor: number,
    y: number,
    pitch: number,
    width: number,
    height: number,
    channels: number,
    add: number,
    addPitch: number,
  ): void;
  clearBorder(
    x: number,
    pitch: number,
    width: number,
    height: number,
    channels: number,
    border: number,
  ): void;
  enlarge(
    x: number,
    pitch: number,
    y: number,
    outPitch: number,
    width: number,
    height: number,
    channels: number,
  ): void;
  paint(head: number, bias: number, picture: number, y: number, side: number): void;
}

/** Kernels that work in `memory`. @throws when the browser cannot compile them. */
export function instantiateMapKernels(memory: WebAssembly.Memory, build: Build): Promise<MapKernels> {
  return instantiate(build === 'relaxed' ? relaxed : plain, memory);
}
