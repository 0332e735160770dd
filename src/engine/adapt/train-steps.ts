/**
 * "Adapt to my face": a bounded number of the paper's adversarial steps against the page's recogniser, on one person's own
 * pictures. A pure loop: pictures, modifier and recogniser in, weights and a report out. What does not help is rolled back.
 */
import {
  concat,
  dispose,
  type NamedTensorMap,
  type Scalar,
  slice,
  type Tensor,
  type Tensor4D,
  tensor,
  tensor4d,
  tidy,
  train,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import '../../models/ops/gradients.ts';
import type { ModifierGraph } from '../../models/modifier/graph.ts';
import type { Weight } from '../../models/weights.ts';
import { chipTransforms, type Example } from './example.ts';
import { type Batch, driftOf, type Embedder, identitiesOf, objective, similarities } from './objective.ts';
import type { AdaptOptions, Progress } from './options.ts';
import { type AdaptReport, type Figures, faultsOf } from './report.ts';
import { split } from './split.ts';

/** Says whether what is seen of a person's actions stays the same. */
export interface LabelJudge {
  /**
   * Share (0..1) of the pictures with the same action labels for both ways of modifying their faces; null when no action is seen in
   * any of them.
   * @param before, after [n, side, side, 3], the pictures that are judged by, in order.
   */
  agreement(before: Tensor4D, after: Tensor4D): Promise<number | null>;
}

export interface AdaptTask {
  /** Its variables are changed; when the result is rolled back, or something fails, they are as before. */
  readonly modifier: ModifierGraph;
  readonly embedder: Embedder;
  readonly examples: readonly Example[];
  /** side × side, 0..1: where the modified face replaces the frame. */
  readonly mask: Float32Array;
  readonly labels: LabelJudge | null;
  readonly options: AdaptOptions;
  readonly onProgress: (progress: Progress) => void;
}

export interface Adapted {
  readonly report: AdaptReport;
  /** By the weights' names; null when it was rolled back. */
  readonly weights: ReadonlyMap<string, Weight> | null;
}

/** A tfjs backend must be ready, with the gradients of convolutions (`wasm-gradients.ts` on wasm). To cancel it, end its worker. */
export async function adapt(task: AdaptTask): Promise<Adapted> {
  const { modifier, options } = task;
  const began = performance.now();
  task.onProgress({ step: 0, steps: options.steps, secondsLeft: null });
  const original = await weightsOf(modifier);
  const mask = tensor4d(task.mask, [1, modifier.side, modifier.side, 1]);
  const { learn, judge } = split(task.examples);
  const [learning, judging] = [batchOf(task, learn), batchOf(task, judge)];
  try {
    const before = await judgeBy(task, judging, mask, null);
    const steps = takeSteps(task, learning, mask, began);
    const after = await judgeBy(task, judging, mask, task.labels);
    const faults = faultsOf(before, after, options.limits);
    const seconds = (performance.now() - began) / 1000;
    const report = { steps, pictures: task.examples.length, seconds, before, after, faults };
    const weights = faults.length === 0 ? await weightsOf(modifier) : null;
    if (!weights) {
      restore(modifier, original);
    }
    return { report, weights };
  } catch (error) {
    restore(modifier, original);
    throw error;
  } finally {
    mask.dispose();
    dispose({ ...learning } as NamedTensorMap);
    dispose({ ...judging } as NamedTensorMap);
  }
}

function takeSteps(task: AdaptTask, all: Batch, mask: Tensor4D, began: number): number {
  const { modifier, embedder, options } = task;
  const variables = [...modifier.variables.values()];
  const optimiser = train.adam(options.learningRate);
  const first = performance.now();
  let step = 0;
  try {
    for (; step < options.steps && performance.now() - began < options.seconds * 1000; step++) {
      const batch = pick(all, step, options.batch);
      const { value, grads } = variableGrads(
        () => objective(embedder, batch, modifier.apply(batch.raw), mask, options.weights) as Scalar,
        variables,
      );
      optimiser.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
      value.dispose();
      dispose(grads);
      dispose({ ...batch } as NamedTensorMap);
      const each = (performance.now() - first) / 1000 / (step + 1);
      const bound = options.seconds - (performance.now() - began) / 1000;
      task.onProgress({
        step: step + 1,
        steps: options.steps,
        secondsLeft: Math.max(0, Math.min(each * (options.steps - step - 1), bound)),
      });
    }
    return step;
  } finally {
    optimiser.dispose();
  }
}

/** Everything about the examples that no step changes. */
function batchOf({ modifier, embedder }: AdaptTask, examples: readonly Example[]): Batch {
  return tidy(() => {
    const { side } = modifier;
    const pictures = new Float32Array(examples.length * side * side * 3);
    examples.forEach(({ picture }, i) => {
      pictures.set(picture, i * side * side * 3);
    });
    const raw = tensor4d(pictures, [examples.length, side, side, 3]);
    pictures.fill(0);
    const chips = chipTransforms(examples, side);
    // One by one: memory for all of them at once is more than a small device has.
    const each = <T extends Tensor>(of: (i: number) => T): T =>
      concat(
        examples.map((_, i) => of(i)),
        0,
      );
    const before = each((i) => modifier.apply(one(raw, i)));
    const identities = each((i) => identitiesOf(embedder, one(raw, i), one(chips, i)));
    return { raw, before, identities, chips };
  });
}

function one<T extends Tensor>(all: T, i: number): T {
  return slice(all, [i, ...all.shape.slice(1).map(() => 0)], [1, ...all.shape.slice(1)]) as T;
}

/** The pictures of a step: the next ones, beginning again at the end. */
function pick(all: Batch, step: number, size: number): Batch {
  const count = all.raw.shape[0];
  const rows = Array.from({ length: Math.min(size, count) }, (_, k) => (step * size + k) % count);
  const take = <T extends Tensor>(of: T): T =>
    tidy(() =>
      concat(
        rows.map((row) => one(of, row)),
        0,
      ),
    );
  return {
    raw: take(all.raw),
    before: take(all.before),
    identities: take(all.identities),
    chips: take(all.chips),
  };
}

/** @param labels null to skip them: un-adapted, they are what they are compared to. */
async function judgeBy(
  task: AdaptTask,
  batch: Batch,
  mask: Tensor4D,
  labels: LabelJudge | null,
): Promise<Figures> {
  const { modifier, embedder } = task;
  const count = batch.raw.shape[0];
  const { made, alike, drift } = tidy(() => {
    const made = concat(
      Array.from({ length: count }, (_, i) => modifier.apply(one(batch.raw, i))),
      0,
    );
    const alike = concat(
      Array.from({ length: count }, (_, i) =>
        similarities(
          embedder,
          {
            raw: one(batch.raw, i),
            before: one(batch.before, i),
            identities: one(batch.identities, i),
            chips: one(batch.chips, i),
          },
          one(made, i),
          mask,
        ),
      ),
      0,
    );
    return { made, alike, drift: driftOf(made, batch.before, mask) };
  });
  try {
    const cosines = Array.from(await alike.data<'float32'>());
    const [colours, structure] = await drift.data<'float32'>();
    return {
      similarity: cosines.reduce((total, value) => total + value, 0) / count,
      worst: Math.max(...cosines),
      drift: colours as number,
      structure: structure as number,
      labels: labels ? await labels.agreement(batch.before, made) : null,
    };
  } finally {
    dispose([made, alike, drift]);
  }
}

async function weightsOf(modifier: ModifierGraph): Promise<Map<string, Weight>> {
  const weights = new Map<string, Weight>();
  for (const [name, variable] of modifier.variables) {
    weights.set(name, { shape: variable.shape, values: Float32Array.from(await variable.data()) });
  }
  return weights;
}

function restore(modifier: ModifierGraph, weights: ReadonlyMap<string, Weight>): void {
  tidy(() => {
    for (const [name, { shape, values }] of weights) {
      (modifier.variables.get(name) as Variable).assign(tensor(values, shape as number[]));
    }
  });
}
