/** The operators of src/models/ops on the browser's tfjs backends. */
import '../../src/base/trusted-types.ts';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgpu';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import {
  abs,
  backend,
  dispose,
  engine,
  env,
  grad,
  grads,
  mul,
  ready,
  type Scalar,
  setBackend,
  sum,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  tensor4d,
  variableGrads,
} from '@tensorflow/tfjs-core';
import '../../src/models/ops/gradients.ts';
import cases from '../../src/models/fixtures/operators.json';
import { ModifierGraph } from '../../src/models/modifier/graph.ts';
import { generator, randomModifierWeights } from '../../src/models/modifier/random.ts';
import { affineGrid, gridSample, type Padding, type SamplingOptions } from '../../src/models/ops/index.ts';
import { type Fixed, load } from '../../src/models/testing/tensors.ts';
import { startWasmBackend } from '../../src/models/wasm-backend.ts';

export type BackendName = 'cpu' | 'wasm' | 'webgpu';

export interface OperatorsHarness {
  use(name: BackendName): Promise<void>;
  /** For every case of the fixture, the largest difference from PyTorch of the output and of each gradient. */
  fixtures(): Promise<{ readonly name: string; readonly differences: number[] }[]>;
  /**
   * WebGPU against the reference on a drawn picture and grid: the share of values that differ by more than a thousandth of
   * the largest one, in the output, the picture's gradient and the grid's.
   */
  compare(size: SampleSize, options: SamplingOptions): Promise<number[]>;
  /**
   * The gradients of a tiny modifier by each of its weights, WebGPU against the reference: the names of those that differ by
   * more than a thousandth of their largest value, and how many were compared.
   */
  modifierGradients(): Promise<{ readonly off: string[]; readonly compared: number }>;
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

async function tinyModifierGradients(): Promise<Map<string, Float32Array>> {
  const graph = new ModifierGraph(randomModifierWeights({ width: 4, blocks: 1 }, 16, generator(3)));
  const pictures = abs(drawn([1, 16, 16, 3], 1, 1));
  const weight = drawn([1, 16, 16, 3], 1, 2);
  const { grads: byName } = variableGrads(
    () => sum(mul(graph.apply(pictures), weight)) as Scalar,
    [...graph.variables.values()],
  );
  return new Map(
    await Promise.all(
      [...graph.variables].map(
        async ([name, { name: key }]) =>
          [name, (await byName[key]?.data<'float32'>()) ?? new Float32Array()] as const,
      ),
    ),
  );
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
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const off = values.filter((value, i) => !(Math.abs(value - (other[i] as number)) <= largest / 1000));
      return off.length / values.length;
    });
  },
  async modifierGradients() {
    await harness.use('cpu');
    const expected = await tinyModifierGradients();
    await harness.use('webgpu');
    const found = await tinyModifierGradients();
    const off = [...expected].flatMap(([name, values]) => {
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const other = found.get(name) ?? new Float32Array();
      const far = values.some((value, i) => !(Math.abs(value - (other[i] as number)) <= largest / 1000));
      return far || largest === 0 ? [name] : [];
    });
    return { off, compared: expected.size };
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
