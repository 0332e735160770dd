/** The kernels, ready to be called: with relaxed SIMD (a multiply-add in one instruction) where the browser has it. */
import plain from './kernels/index.ts?assemblyscript';
import relaxed from './kernels/index.ts?assemblyscript-relaxed';

/** The kernels' functions; numbers are addresses and pitches in bytes, or counts. kernels/ has the contract of each. */
export interface Kernels {
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
  multiply(
    a: number,
    b: number,
    c: number,
    step: number,
    depth: number,
    w: number,
    bias: number,
    add: number,
    addChannels: number,
    y: number,
    pixels: number,
    channels: number,
    floor: number,
  ): void;
  quantise(x: number, step: number, depth: number, y: number, scales: number, pixels: number): void;
  multiplyBytes(
    a: number,
    scales: number,
    depth: number,
    w: number,
    bias: number,
    add: number,
    addChannels: number,
    y: number,
    pixels: number,
    channels: number,
    floor: number,
  ): void;
  unpack(picture: number, y: number, width: number, bytes: number, scale: number, shift: number): void;
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
  unpackBy(
    picture: number,
    y: number,
    width: number,
    bytes: number,
    scale: number,
    red: number,
    green: number,
    blue: number,
  ): void;
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

/** The builds of the one source, better ones first. */
export const BUILDS = ['relaxed', 'plain'] as const;

export type Build = (typeof BUILDS)[number];

const TEXTS: Readonly<Record<Build, string>> = { relaxed, plain };

/** The best build that this browser takes. @throws Error when it has no SIMD. */
export function supportedBuild(): Build {
  const build = BUILDS.find(isSupported);
  if (!build) {
    throw new Error('This browser has no WebAssembly SIMD.');
  }
  return build;
}

/** Whether this browser takes the build. */
export function isSupported(build: Build): boolean {
  return WebAssembly.validate(bytesOf(build));
}

/** Kernels that work in `memory`. @throws when the browser cannot compile them. */
export async function instantiateKernels(memory: WebAssembly.Memory, build: Build): Promise<Kernels> {
  const { instance } = await WebAssembly.instantiate(bytesOf(build), { env: { memory } });
  return instance.exports as unknown as Kernels;
}

function bytesOf(build: Build): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(TEXTS[build]), (c) => c.charCodeAt(0));
}
