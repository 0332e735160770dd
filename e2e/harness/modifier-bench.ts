/** Times the modifier's executors beside each other, for `npm run bench modifier`. */
import '../../src/trusted-types.ts';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import {
  matMul,
  randomUniform,
  registerBackend,
  setBackend,
  type Tensor4D,
  tensor4d,
} from '@tensorflow/tfjs-core';
import { ModifierGraph } from '../../src/models/modifier/graph.ts';
import { generator, randomModifierWeights } from '../../src/models/modifier/random.ts';
import { WasmModifier } from '../../src/models/modifier/wasm.ts';
import { GpuModifier } from '../../src/models/modifier/webgpu/network.ts';
import { loadModifierWeights } from '../../src/models/modifier/weights.ts';
import { startWasmBackend } from '../../src/models/wasm-backend.ts';

/** Milliseconds of each run, by contender; `difference`: largest, of every contender's output and the first one's. */
export interface Timed {
  readonly times: Record<string, number[]>;
  readonly difference: number;
}

export interface ModifierBench {
  /** `ort`: the folder that onnxruntime-web and `modifier.onnx` are served from. */
  wasm(count: number, runs: number, ort: string): Promise<Timed>;
  webgpu(hyper: { width: number; blocks: number; side: number }, count: number, runs: number): Promise<Timed>;
  /** Multiply-adds per ms of a square matrix product on tfjs's WASM backend. */
  roof(side: number, runs: number): Promise<number[]>;
}

type Contender = () => Promise<Float32Array>;

/** Takes turns, so that what else the machine does falls on all alike. */
async function race(contenders: Record<string, Contender>, runs: number): Promise<Timed> {
  const times: Record<string, number[]> = {};
  let first: Float32Array | null = null;
  let difference = 0;
  for (const [name, run] of Object.entries(contenders)) {
    const output = await run();
    first ??= output;
    output.forEach((value, i) => {
      difference = Math.max(difference, Math.abs(value - (first?.[i] ?? Number.NaN)));
    });
    times[name] = [];
  }
  for (let i = 0; i < runs; i++) {
    for (const [name, run] of Object.entries(contenders)) {
      const began = performance.now();
      await run();
      times[name]?.push(performance.now() - began);
    }
  }
  return { times, difference };
}

interface Ort {
  env: { wasm: { wasmPaths: string; numThreads: number } };
  Tensor: new (type: string, data: Float32Array, shape: number[]) => unknown;
  InferenceSession: {
    create(
      url: string,
      options: unknown,
    ): Promise<{ run(feeds: unknown): Promise<Record<string, { data: Float32Array }>> }>;
  };
}

/** RGB by pixel → by plane, and back. */
function planes(pictures: Float32Array, count: number, pixels: number): Float32Array {
  const out = new Float32Array(pictures.length);
  for (let b = 0; b < count; b++) {
    for (let i = 0; i < pixels; i++) {
      for (let c = 0; c < 3; c++) {
        out[(b * 3 + c) * pixels + i] = pictures[(b * pixels + i) * 3 + c] ?? 0;
      }
    }
  }
  return out;
}

function pixelsOf(data: Float32Array, count: number, pixels: number): Float32Array {
  return data
    .map(
      (_, o) => data[(Math.floor(o / 3 / pixels) * 3 + (o % 3)) * pixels + (Math.floor(o / 3) % pixels)] ?? 0,
    )
    .subarray(0, count * pixels * 3);
}

const harness: ModifierBench = {
  async wasm(count, runs, folder) {
    await startWasmBackend();
    const weights = await loadModifierWeights();
    const { side } = weights;
    const pixels = side * side;
    const random = generator(4);
    const pictures = Float32Array.from({ length: count * pixels * 3 }, random);
    const fused = new WasmModifier(weights);
    const graph = new ModifierGraph(weights);
    const ort = (await import(/* @vite-ignore */ `${folder}ort.wasm.min.mjs`)) as Ort;
    ort.env.wasm.wasmPaths = new URL(folder, location.href).href;
    ort.env.wasm.numThreads = 1;
    const session = await ort.InferenceSession.create(`${folder}modifier.onnx`, {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'all',
    });
    const x = new ort.Tensor('float32', planes(pictures, count, pixels), [count, 3, side, side]);
    let reordered = false;
    return race(
      {
        guise: () => fused.apply(pictures, count),
        'tfjs operators': async () => {
          const input = tensor4d(pictures, [count, side, side, 3]);
          const output: Tensor4D = graph.apply(input);
          const values = Float32Array.from(output.dataSync());
          input.dispose();
          output.dispose();
          return values;
        },
        'onnxruntime-web': async () => {
          const { y } = await session.run({ x });
          const data = y?.data ?? new Float32Array();
          // For the comparison only; its own layout is not held against it.
          if (!reordered) {
            reordered = true;
            return pixelsOf(data, count, pixels);
          }
          return data;
        },
      },
      runs,
    );
  },
  async webgpu(hyper, count, runs) {
    const weights = randomModifierWeights(hyper, hyper.side, generator(2));
    const adapter = (await navigator.gpu.requestAdapter()) as GPUAdapter;
    const device = await adapter.requestDevice();
    const { side } = weights;
    const random = generator(4);
    const pictures = Float32Array.from({ length: count * side * side * 3 }, random);
    const modifier = await GpuModifier.create(device, weights);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
    const upload = (data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>) => {
      const buffer = device.createBuffer({ size: data.byteLength, usage });
      device.queue.writeBuffer(buffer, 0, data);
      return buffer;
    };
    const rgba = new Float32Array((pictures.length / 3) * 4);
    for (let i = 0; i < pictures.length / 3; i++) {
      rgba.set([...pictures.subarray(i * 3, i * 3 + 3), 1], i * 4);
    }
    const input = upload(rgba);
    const starts = upload(Uint32Array.from({ length: count }, (_, i) => i * side * side));
    const size = rgba.byteLength;
    const copy = device.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
    registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info), 3);
    await setBackend('webgpu');
    const graph = new ModifierGraph(weights);
    const x = tensor4d(pictures, [count, side, side, 3]);
    // Both are read back at the end: there is no other way to wait for tfjs.
    return race(
      {
        guise: async () => {
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
        },
        'tfjs operators': async () => {
          const output = graph.apply(x);
          const values = (await output.data()) as Float32Array;
          output.dispose();
          return values;
        },
      },
      runs,
    );
  },
  async roof(side, runs) {
    await startWasmBackend();
    const [a, b] = [randomUniform([side, side]), randomUniform([side, side])];
    const times: number[] = [];
    for (let i = 0; i <= runs; i++) {
      const began = performance.now();
      const c = matMul(a, b);
      c.dataSync();
      c.dispose();
      if (i > 0) {
        times.push(performance.now() - began);
      }
    }

    return times.map((ms) => side ** 3 / ms);
  },
};

(globalThis as unknown as { modifierBench: ModifierBench }).modifierBench = harness;
