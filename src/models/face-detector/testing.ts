/** Networks with random weights, for tests. */
import type { Weight } from '../weights.ts';
import type { OutputMap } from './network.ts';
import { type Plan, PlanBuilder, weightShapes } from './plan.ts';

/** Every kind of step, strides of 2 with both paddings, residuals of as many and of fewer channels. Three levels deep. */
export function everyStep(pad: 0 | 1): Plan {
  const net = new PlanBuilder(1 / 127.5, -1);
  const stem = net.stem('stem', 12, pad);
  const narrow = net.pointwise('a', net.depthwise('b', stem), 8, { relu: true });
  const same = net.pointwise('c', net.depthwise('d', narrow, { relu: true }), 12, { relu: true, add: stem });
  const strided = net.depthwise('e', same, { stride: 2, pad });
  const wide = net.pointwise('f', net.pool(narrow), 20, { relu: true, add: null });
  const fewer = net.pointwise('g', strided, 20, { relu: true, add: net.pool(narrow) });
  const deep = net.pointwise('h', net.pool(fewer), 20);
  const nearest = net.enlarge(deep, wide, 'nearest');
  const bilinear = net.enlarge(net.pointwise('i', nearest, 12, { relu: true }), same, 'bilinear');
  return net.build([net.pointwise('j', nearest, 17), net.depthwise('k', bilinear), deep]);
}

/** The steps that `everyStep` has not: those that only the processor knows, leaks, a cap, a shift by colour. Three levels deep. */
export function everyShuffledStep(): Plan {
  const net = new PlanBuilder(1 / 127.5, [-1, -0.9, -0.8]);
  const leaky = { leak: 0.1 };
  const stem = net.stem('stem', 12, 1, leaky);
  const half = net.peak(net.pointwise('a', stem, 20));
  const left = net.pointwise('b', half, 10, leaky);
  // `left` comes out, and is read with its border as well.
  const both = net.interleave(
    net.depthwise('h', left),
    net.depthwise('c', net.pointwise('d', half, 10, leaky), leaky),
    10,
  );
  const again = net.interleave(both, net.pointwise('e', both, 10, { ...leaky, skip: 10 }), 10);
  const deep = net.pointwise('f', net.halve(again, net.peak(both)), 20, { relu: true, cap: 0.3 });
  return net.build([net.pointwise('g', again, 17), deep, left]);
}

/** 1 × 1 convolutions that can be computed in bytes: of numbers below zero too, of a part of the channels. */
export function everyByteStep(): Plan {
  const net = new PlanBuilder(1 / 127.5, -1);
  const stem = net.stem('stem', 32, 1);
  const wide = net.pointwise('a', net.depthwise('b', stem), 40);
  const same = net.pointwise('c', net.depthwise('d', wide), 48, { relu: true });
  const part = net.pointwise('e', wide, 17, { skip: 8, leak: 0.1 });
  return net.build([part, net.depthwise('f', net.pointwise('g', net.pool(same), 12))]);
}

/** Small random weights; `random` gives 0..1. */
export function randomWeights(plan: Plan, random: () => number): ReadonlyMap<string, Weight> {
  const made = new Map<string, Weight>();
  for (const [name, shape] of weightShapes(plan)) {
    const length = shape.reduce((a, b) => a * b, 1);
    const fan = length / (shape.at(-1) ?? 1);
    const values = Float32Array.from(
      { length },
      () => (2 * random() - 1) * (name.endsWith('bias') ? 1 : 2 / Math.sqrt(fan)),
    );
    made.set(name, { shape, values });
  }
  return made;
}

/** A map as a fixture has it. */
export interface WantedMap {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float32Array;
}

/** @param outputs where each map lies in the fixture's bytes, and its rows, columns and channels */
export function wantedMaps(
  outputs: Readonly<Record<string, { readonly offset: number; readonly shape: readonly number[] }>>,
  bytes: Uint8Array<ArrayBuffer>,
): readonly WantedMap[] {
  return Object.values(outputs).map(({ offset, shape: [height = 0, width = 0, channels = 0] }) => {
    const values = new Float32Array(
      bytes.buffer.slice(bytes.byteOffset + offset),
      0,
      height * width * channels,
    );
    return { height, width, channels, values };
  });
}

/** How far a map is off at most, channels that the fixture has not left aside; NaN where a value is none or missing. */
export function mostOff(map: OutputMap | undefined, { values, channels }: WantedMap): number {
  return values.reduce((most, value, k) => {
    const at = Math.floor(k / channels) * (map?.channels ?? 0) + (k % channels);
    return Math.max(most, Math.abs((map?.values[at] ?? Number.NaN) - value));
  }, 0);
}
