import type { Weight } from '../weights.ts';
import { type Plan, PlanBuilder } from './plan.ts';

/** Channels of each output: class logit, object logit, box, five points. */
export const YUNET_CHANNELS = 16;

/** Of the outputs, in their order. */
export const YUNET_STRIDES = [8, 16, 32] as const;

/**
 * YuNet, as narrow as its weights are; docs/models/face-detector.md has it in words. Outputs: the maps of strides 8, 16, 32.
 * Weights that don't fit together are found out by `assertWeights`.
 */
export function planYunet(weights: ReadonlyMap<string, Weight>): Plan {
  const net = new PlanBuilder();
  const unit = (name: string, input: number, relu = true) => {
    const width = weights.get(`${name}.pointwise.bias`)?.values.length;
    const channels = relu && width ? width : YUNET_CHANNELS;
    return net.depthwise(`${name}.depthwise`, net.pointwise(`${name}.pointwise`, input, channels), { relu });
  };

  const half = unit('backbone.0', net.stem('stem', 16, 1));
  const quarter = unit('backbone.2', unit('backbone.1', net.pool(half)));
  const c4 = unit('backbone.4', unit('backbone.3', quarter));
  const c8 = unit('backbone.6', unit('backbone.5', net.pool(c4)));
  const c16 = unit('backbone.8', unit('backbone.7', net.pool(c8)));
  const c32 = unit('backbone.10', unit('backbone.9', net.pool(c16)));
  const p32 = unit('laterals.2', c32);
  const p16 = unit('laterals.1', net.enlarge(p32, c16, 'nearest'));
  const p8 = unit('laterals.0', net.enlarge(p16, c8, 'nearest'));
  const outputs = [p8, p16, p32].map((map, i) => unit(`heads.${i}`, unit(`shared.${i}`, map), false));
  return net.build(outputs);
}
