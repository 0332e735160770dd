/** The operators of src/models/ops on the browser's tfjs backends. */
import '../../src/trusted-types.ts';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgpu';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import {
  backend,
  dispose,
  engine,
  env,
  grad,
  grads,
  mul,
  ready,
  setBackend,
  sum,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  tensor4d,
} from '@tensorflow/tfjs-core';
import '../../src/models/ops/gradients.ts';
import cases from '../../src/models/fixtures/operators.json';
import { generator } from '../../src/models/modifier/random.ts';
import { affineGrid, gridSample, type Padding, type SamplingOptions } from '../../src/models/ops/index.ts';
import { type Fixed, load } from '../../src/models/testing/tensors.ts';
import { startWasmBackend } from '../../src/models/wasm-backend.ts';

export type BackendName = 'cpu' | 'wasm' | 'webgpu';

export interface OperatorsHarness {
  use(name: BackendName): Promise<void>;
  /** For every case of the fixture, the largest difference from PyTorch of the output and of each gradient. */
  fixtures(): Promise<{ readonly name: string; readonly differences: number[] }[]>;
  /**
   * WebGPU against the reference on a drawn picture and grid: the largest difference, as a share of the largest value, of
   * the output, the picture's and the grid's gradient.
   */
  compare(size: SampleSize, options: SamplingOptions): Promise<number[]>;
  /** Tensors after so many differentiations minus before. */
  growth(times: number): Promise<number>;
  /** What the device complained about; an invalid shader throws nowhere. */
  complaints(): readonly string[];
}

export interface SampleSize {
  readonly image: [number, number, number, number];
  readonly grid: [number, number, number, number];
  /** How far the grid reaches: 1 is the picture's border. */
  readonly reach: number;
}

const complaints: string[] = [];

async function far(found: Tensor, { values }: Fixed): Promise<number> {
  const read = await found.data();
  return values.reduce((most, value, i) => Math.max(most, Math.abs(value - (read[i] as number))), 0);
}

function drawn(shape: [number, number, number, number], scale: number, seed: number): Tensor4D {
  const next = generator(seed);
  const length = shape.reduce((a, b) => a * b, 1);
  return tensor4d(
    Float32Array.from({ length }, () => (next() * 2 - 1) * scale),
    shape,
  );
}

async function sampled(size: SampleSize, options: SamplingOptions): Promise<Float32Array[]> {
  const image = drawn(size.image, 1, 1);
  const grid = drawn(size.grid, size.reach, 2);
  const output = gridSample(image, grid, options);
  const weight = drawn(output.shape, 1, 3);
  const gradients = grads((x: Tensor, g: Tensor) =>
    sum(mul(gridSample(x as Tensor4D, g as Tensor4D, options), weight)),
  )([image, grid]);
  return Promise.all([output, ...gradients].map((tensor) => tensor.data<'float32'>()));
}

const harness: OperatorsHarness = {
  async use(name) {
    if (name === 'wasm') {
      await startWasmBackend();
      return;
    }
    if (!(await setBackend(name))) {
      throw new Error(`tfjs's ${name} backend did not start`);
    }
    await ready();
    if (name === 'webgpu') {
      // Small tensors too are to go through the shaders.
      env().set('WEBGPU_CPU_FORWARD', false);
      (backend() as WebGPUBackend).device.onuncapturederror = ({ error }) => complaints.push(error.message);
    }
  },
  async fixtures() {
    const found: { name: string; differences: number[] }[] = [];
    for (const { padding, alignCorners, image, grid, weight, ...expected } of cases.gridSample) {
      const options = { padding: padding as Padding, alignCorners };
      const inputs = [load<Tensor4D>(image), load<Tensor4D>(grid)] as const;
      const [byImage, byGrid] = grads((x: Tensor, g: Tensor) =>
        sum(mul(gridSample(x as Tensor4D, g as Tensor4D, options), load(weight))),
      )([...inputs]) as [Tensor, Tensor];
      found.push({
        name: `gridSample ${padding} ${alignCorners}`,
        differences: [
          await far(gridSample(...inputs, options), expected.output),
          await far(byImage, expected.imageGradient),
          await far(byGrid, expected.gridGradient),
        ],
      });
    }
    for (const { alignCorners, size, theta, weight, output, thetaGradient } of cases.affineGrid) {
      const of = (t: Tensor) => affineGrid(t as Tensor3D, size as [number, number], { alignCorners });
      const gradient = grad((t: Tensor) => sum(mul(of(t), load(weight))))(load(theta));
      found.push({
        name: `affineGrid ${size} ${alignCorners}`,
        differences: [await far(of(load(theta)), output), await far(gradient, thetaGradient)],
      });
    }
    return found;
  },
  async compare(size, options) {
    await harness.use('cpu');
    const expected = await sampled(size, options);
    await harness.use('webgpu');
    const found = await sampled(size, options);
    return expected.map((values, part) => {
      const other = found[part] as Float32Array;
      let largest = 1e-6;
      let off = 0;
      values.forEach((value, i) => {
        largest = Math.max(largest, Math.abs(value));
        off = Math.max(off, Math.abs(value - (other[i] as number)));
      });
      return off / largest;
    });
  },
  async growth(times) {
    const image = drawn([1, 8, 8, 3], 1, 1);
    const grid = drawn([1, 4, 4, 2], 1, 2);
    const run = grads((x: Tensor, g: Tensor) => sum(gridSample(x as Tensor4D, g as Tensor4D)));
    dispose(run([image, grid]));
    const before = engine().memory().numTensors;
    for (let i = 0; i < times; i++) {
      dispose(run([image, grid]));
    }
    // A tensor whose data was freed too early shows when it is read.
    await gridSample(image, grid).data();
    return engine().memory().numTensors - before - 1;
  },
  complaints: () => complaints,
};

(globalThis as unknown as { operatorsHarness: OperatorsHarness }).operatorsHarness = harness;
