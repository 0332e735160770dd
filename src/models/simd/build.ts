/** Builds of our kernels, and making them ready to be called: with relaxed SIMD (a multiply-add in one instruction) where the browser has it. */
import plain from './kernels/probe.ts?assemblyscript';
import relaxed from './kernels/probe.ts?assemblyscript-relaxed';

/** The builds of the one source, better ones first. */
export const BUILDS = ['relaxed', 'plain'] as const;

export type Build = (typeof BUILDS)[number];

const PROBES: Readonly<Record<Build, string>> = { relaxed, plain };

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
  return WebAssembly.validate(bytesOf(PROBES[build]));
}

/** The functions of a compiled module, working in `memory`. @param base64 the module @throws when the browser cannot compile it. */
export async function instantiate<Kernels>(base64: string, memory: WebAssembly.Memory): Promise<Kernels> {
  const { instance } = await WebAssembly.instantiate(bytesOf(base64), { env: { memory } });
  return instance.exports as unknown as Kernels;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

/** The kernel that all networks have. Numbers are addresses and pitches in bytes, or counts; kernels/ has its contract. */
export interface MultiplyKernel {
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
}
