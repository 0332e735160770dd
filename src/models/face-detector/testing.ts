/** Networks with random weights, for tests. */
import type { Weight } from '../weights.ts';
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
