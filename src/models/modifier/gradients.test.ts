/** The modifier's graph is differentiable in every weight: what "adapt to my face" needs. */
import {
  dispose,
  memory,
  mul,
  type Rank,
  type Scalar,
  type ShapeMap,
  setBackend,
  sum,
  tensor,
  tensor4d,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import '../ops/gradients.ts';
import '../ops/wasm-gradients.ts';
import { useBackend } from '../testing/backends.ts';
import { ModifierGraph } from './graph.ts';
import { generator, randomModifierWeights } from './random.ts';

const SIDE = 32;
const WEIGHTS = randomModifierWeights({ width: 4, blocks: 1 }, SIDE, generator(3));

function drawn(seed: number): Float32Array {
  return Float32Array.from({ length: 2 * SIDE * SIDE * 3 }, generator(seed));
}

/** A smooth function of the modified pictures. */
function loss(graph: ModifierGraph): Scalar {
  const shape: [number, number, number, number] = [2, SIDE, SIDE, 3];
  return sum(mul(graph.apply(tensor4d(drawn(1), shape)), tensor4d(drawn(2), shape))) as Scalar;
}

/** The same in double precision: float32 would drown the differences. */
function exactLoss(graph: ModifierGraph): number {
  const weights = drawn(2);
  const made = tidy(() => graph.apply(tensor4d(drawn(1), [2, SIDE, SIDE, 3])).dataSync<'float32'>());
  return made.reduce((total: number, value: number, i: number) => total + value * (weights[i] as number), 0);
}

function gradientsOf(graph: ModifierGraph): Map<string, Float32Array> {
  const names = [...graph.variables.keys()];
  const { value, grads } = variableGrads(() => loss(graph), [...graph.variables.values()]);
  value.dispose();
  const found = new Map(
    names.map((name) => [
      name,
      Float32Array.from(grads[(graph.variables.get(name) as Variable).name]?.dataSync() ?? []),
    ]),
  );
  dispose(grads);
  return found;
}

let expected: Map<string, Float32Array>;
let graph: ModifierGraph;

beforeAll(async () => {
  await useBackend('cpu');
  const reference = new ModifierGraph(WEIGHTS);
  expected = gradientsOf(reference);
  reference.dispose();
  await setBackend('wasm');
  graph = new ModifierGraph(WEIGHTS);
});

afterAll(() => graph.dispose());

test('wasm and cpu have the same gradient by every weight, and none is missing', () => {
  const found = gradientsOf(graph);
  expect([...found.keys()]).toEqual([...WEIGHTS.weights.keys()]);
  for (const [name, gradient] of found) {
    const reference = expected.get(name) as Float32Array;
    expect(gradient.length, name).toBe(WEIGHTS.weights.get(name)?.values.length);
    const largest = reference.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largest, `${name} matters`).toBeGreaterThan(0);
    const off = gradient.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (reference[i] as number))),
      0,
    );
    expect(off, name).toBeLessThan(1e-3 * Math.max(1, largest));
  }
});

test('the gradient is that of finite differences, weight by weight', () => {
  const found = gradientsOf(graph);
  const next = generator(5);
  const misses: string[] = [];
  for (const [name, variable] of graph.variables) {
    const before = variable.dataSync<'float32'>().slice();
    const direction = before.map(() => next() * 2 - 1);
    const slope = direction.reduce(
      (total, d, i) => total + d * ((found.get(name) as Float32Array)[i] as number),
      0,
    );
    // Large for float32's sake, small for that of the ReLUs' kinks: both keep the tolerance from being a fine one.
    const step = 3e-4;
    const moved = (by: number) =>
      tidy(() => {
        const values = before.map((v, i) => v + by * (direction[i] as number));
        variable.assign(tensor<Rank>(values, variable.shape as ShapeMap[Rank]));
        return exactLoss(graph);
      });
    const difference = (moved(step) - moved(-step)) / (2 * step);
    moved(0);
    if (Math.abs(difference - slope) > 0.15 * Math.abs(slope) + 2) {
      misses.push(`${name}: ${slope} against ${difference}`);
    }
  }
  expect(misses).toEqual([]);
});

test('no tensor is left over', () => {
  const before = memory().numTensors;
  gradientsOf(graph);
  expect(memory().numTensors).toBe(before);
});
