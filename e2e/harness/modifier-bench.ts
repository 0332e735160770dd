/** Times the modifier's executors beside each other, for `npm run bench modifier`. */
import { messageOf } from '../../src/base/errors.ts';
import '../../src/base/trusted-types.ts';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import {
  matMul,
  randomUniform,
  registerBackend,
  setBackend,
  slice,
  type Tensor4D,
  tensor4d,
} from '@tensorflow/tfjs-core';
import { ModifierGraph } from '../../src/models/modifier/graph.ts';
import { generator, randomModifierWeights } from '../../src/models/modifier/random.ts';
import { createSimdModifier } from '../../src/models/modifier/simd/network.ts';
import { createWasmModifier } from '../../src/models/modifier/wasm.ts';
import { WebGpuModifier } from '../../src/models/modifier/webgpu/network.ts';
import { loadModifierWeights, type ModifierWeights } from '../../src/models/modifier/weights.ts';
import { startWasmBackend } from '../../src/models/wasm-backend.ts';
import { type Contender, type Job, onnxruntime } from './modifier-peers.ts';

export interface Timed {
  /** Milliseconds of each run, by contender. */
  readonly times: Record<string, number[]>;
  /** Largest difference of a contender's output and the first one's. */
  readonly differences: Record<string, number>;
  /** Who could not be started, and what it said. */
  readonly failed: Record<string, string>;
}

/** What the machine can do on one of tfjs's backends, measured `runs` times. */
export interface Roof {
  /** Multiply-adds per ms of a square matrix product. */
  readonly multiplyAdds: number[];
  /** Bytes per ms, read and written, of a plain copy. */
  readonly bytes: number[];
}

/** The hyperparameters of a network with random weights. */
export interface SmallNetwork {
  readonly width: number;
  readonly blocks: number;
  readonly side: number;
}

export interface ModifierBench {
  /** The real network. The peers' programs and models are served under `/peers/`. */
  wasm(count: number, runs: number): Promise<Timed>;
  /** `only`: the contenders that take part. */
  webgpu(network: SmallNetwork, count: number, runs: number, only: readonly string[]): Promise<Timed>;
  roofOfWasm(side: number, megabytes: number, runs: number): Promise<Roof>;
  roofOfWebGpu(side: number, megabytes: number, runs: number): Promise<Roof>;
}

/** Takes turns, so that what else the machine does falls on all alike. The first must work, the others may fail. */
async function race(entries: Record<string, () => Promise<Contender>>, runs: number): Promise<Timed> {
  const times: Record<string, number[]> = {};
  const differences: Record<string, number> = {};
  const failed: Record<string, string> = {};
  const contenders: [string, Contender][] = [];
  let first: Float32Array | null = null;
  for (const [name, enter] of Object.entries(entries)) {
    try {
      const contender = await enter();
      const output = await contender();
      first ??= output;
      differences[name] = largestDifference(output, first);
      times[name] = [];
      contenders.push([name, contender]);
    } catch (error) {
      if (!first) {
        throw error;
      }
      failed[name] = messageOf(error);
    }
  }
  for (let i = 0; i < runs; i++) {
    for (const [name, run] of contenders) {
      times[name]?.push(await timed(run));
    }
  }
  return { times, differences, failed };
}

async function timed(run: () => unknown): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

/** `count` times, once before to warm up. */
async function repeat(run: () => unknown, count: number): Promise<number[]> {
  await run();
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    times.push(await timed(run));
  }
  return times;
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) {
    throw new Error(`It gave ${a.length} values and not ${b.length}.`);
  }
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
}

function randomJob(count: number, side: number): Job {
  return { pictures: Float32Array.from({ length: count * side * side * 3 }, generator(4)), count, side };
}

/** The network of tfjs's own operators, on the backend that is set. */
function tfjsOperators({ pictures, count, side }: Job, weights: ModifierWeights): Contender {
  const graph = new ModifierGraph(weights);
  return async () => {
    const input = tensor4d(pictures, [count, side, side, 3]);
    const output: Tensor4D = graph.apply(input);
    const values = Float32Array.from(await output.data());
    input.dispose();
    output.dispose();
    return values;
  };
}

async function gpuDevice(): Promise<{ device: GPUDevice; info: GPUAdapterInfo }> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) {
    throw new Error('This browser has no WebGPU adapter.');
  }
  const device = await adapter.requestDevice();
  registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info), 3);
  await setBackend('webgpu');
  return { device, info: adapter.info };
}

/** Our WGSL kernels; what they made is read back, as there is no other way to wait for tfjs. */
async function gpuModifier(device: GPUDevice, weights: ModifierWeights, job: Job): Promise<Contender> {
  const { pictures, count, side } = job;
  const modifier = await WebGpuModifier.create(device, weights);
  const rgba = new Float32Array(count * side * side * 4);
  for (let i = 0; i < pictures.length / 3; i++) {
    rgba.set([...pictures.subarray(i * 3, i * 3 + 3), 1], i * 4);
  }
  const size = rgba.byteLength;
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
  const input = device.createBuffer({ size, usage });
  const starts = device.createBuffer({ size: count * 4, usage });
  device.queue.writeBuffer(
    starts,
    0,
    Uint32Array.from({ length: count }, (_, i) => i * side * side),
  );
  const copy = device.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  return async () => {
    device.queue.writeBuffer(input, 0, rgba);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    const made = modifier.encode(pass, input, starts, count);
    pass.end();
    encoder.copyBufferToBuffer(made, 0, copy, 0, size);
    device.queue.submit([encoder.finish()]);
    await copy.mapAsync(GPUMapMode.READ);
    const values = new Float32Array(copy.getMappedRange()).filter((_, i) => i % 4 < 3);
    copy.unmap();
    return values;
  };
}

/** As the page runs it: workers share the batch, as many as there are processors besides, but no more than three. */
const WITH_HELPERS = 'guise, with helpers';

async function withHelpers({ pictures, count }: Job, weights: ModifierWeights): Promise<Contender> {
  const modifier = await createWasmModifier(weights);
  await modifier.apply(pictures, count);
  // The first batch spawns them.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  return () => modifier.apply(pictures, count);
}

/** A product of two square matrices of tfjs's, on the backend that is set, waited for by its first value. */
async function matrixProduct(side: number, runs: number): Promise<number[]> {
  const [a, b] = [randomUniform([side, side]), randomUniform([side, side])];
  const times = await repeat(async () => {
    const c = matMul(a, b);
    const value = slice(c, [0, 0], [1, 1]);
    await value.data();
    value.dispose();
    c.dispose();
  }, runs);
  a.dispose();
  b.dispose();
  return times.map((ms) => side ** 3 / ms);
}

const harness: ModifierBench = {
  async wasm(count, runs) {
    await startWasmBackend();
    const weights = await loadModifierWeights();
    const job = randomJob(count, weights.side);
    return race(
      {
        guise: async () => {
          const modifier = await createSimdModifier(weights);
          return () => modifier.apply(job.pictures, count);
        },
        ...(count > 1 ? { [WITH_HELPERS]: async () => withHelpers(job, weights) } : {}),
        'tfjs operators': async () => tfjsOperators(job, weights),
        'onnxruntime-web': () => onnxruntime(job, 'wasm'),
      },
      runs,
    );
  },
  async webgpu(network, count, runs, only) {
    const weights = randomModifierWeights(network, network.side, generator(2));
    const job = randomJob(count, weights.side);
    const { device } = await gpuDevice();
    const entries = {
      guise: () => gpuModifier(device, weights, job),
      'tfjs operators': async () => tfjsOperators(job, weights),
      'onnxruntime-web': () => onnxruntime(job, 'webgpu'),
    };
    return race(Object.fromEntries(Object.entries(entries).filter(([name]) => only.includes(name))), runs);
  },
  async roofOfWasm(side, megabytes, runs) {
    await startWasmBackend();
    const bytes = megabytes * 1e6;
    // Pages that were never written would be mapped to one and the same.
    const from = new Uint8Array(new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) }).buffer).fill(1);
    const to = new Uint8Array(new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) }).buffer).fill(2);
    const copies = await repeat(() => to.set(from), runs);
    return {
      multiplyAdds: await matrixProduct(side, runs),
      bytes: copies.map((ms) => (2 * from.length) / ms),
    };
  },
  async roofOfWebGpu(side, megabytes, runs) {
    const { device } = await gpuDevice();
    const size = megabytes * 1e6;
    const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const [from, to] = [device.createBuffer({ size, usage }), device.createBuffer({ size, usage })];
    device.queue.writeBuffer(from, 0, new Uint8Array(size).fill(1));
    const copies = await repeat(() => {
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(from, 0, to, 0, size);
      device.queue.submit([encoder.finish()]);
      return device.queue.onSubmittedWorkDone();
    }, runs);
    return {
      multiplyAdds: await matrixProduct(side, runs),
      bytes: copies.map((ms) => (2 * size) / ms),
    };
  },
};

(globalThis as unknown as { modifierBench: ModifierBench }).modifierBench = harness;
