/** MoveNet (single pose) as data, for our kernels: MobileNetV2, a pyramid down to stride 4, four heads. docs/models/pose.md. */
import { type Plan, PlanBuilder } from '../face-detector/plan.ts';

/** Pixels of the picture from place to place of the outputs. */
export const STRIDE = 4;
export const JOINT_COUNT = 17;

/** Channels and stride of the blocks after the first; those of stride 1 and as many channels add what came in. */
const BLOCKS = [
  [24, 2],
  [24, 1],
  [32, 2],
  [32, 1],
  [32, 1],
  [64, 2],
  [64, 1],
  [64, 1],
  [64, 1],
  [96, 1],
  [96, 1],
  [96, 1],
  [160, 2],
  [160, 1],
  [160, 1],
  [320, 1],
] as const;
/** Blocks after which a lateral of the pyramid leaves. */
const LATERALS = [1, 4, 8];
/** ReLU6. */
const CAPPED = { relu: true, cap: 6 } as const;

/**
 * Outputs, of stride 4: logits of where a person's middle is; of where each joint is; from a middle to each joint (y and x, places);
 * and where in its place each joint is (y and x, places).
 */
export function planMovenet(): Plan {
  const net = new PlanBuilder(1 / 127.5, -1);
  let x = net.stem('stem', 32, 0, CAPPED);
  x = net.pointwise('first_project', net.depthwise('first_depthwise', x, CAPPED), 16);
  let inputs = 16;
  const sides: { value: number; channels: number }[] = [];
  for (const [i, [channels, stride]] of BLOCKS.entries()) {
    const name = `blocks.${i}`;
    const wide = net.pointwise(`${name}.expand`, x, 6 * inputs, CAPPED);
    const pad = stride === 1 ? 1 : 0;
    const seen = net.depthwise(`${name}.depthwise`, wide, { ...CAPPED, stride, pad });
    const add = stride === 1 && inputs === channels ? x : null;
    x = net.pointwise(`${name}.project`, seen, channels, { add });
    inputs = channels;
    if (LATERALS.includes(i)) {
      sides.push({ value: net.pointwise(`laterals.${sides.length}`, x, channels), channels });
    }
  }
  const separable = (name: string, input: number, channels: number) =>
    net.pointwise(`${name}.pointwise`, net.depthwise(`${name}.depthwise`, input), channels, { relu: true });
  x = net.pointwise('top', net.pointwise('last', x, 1280, CAPPED), 64);
  for (const [i, { value }] of sides.reverse().entries()) {
    x = separable(`pyramid.${i}`, net.enlarge(x, value, 'bilinear'), sides[i + 1]?.channels ?? 24);
  }
  const head = (name: string, channels: number) =>
    net.pointwise(`heads.${name}.predict`, separable(`heads.${name}.mix`, x, 96), channels);
  return net.build([
    head('middle', 1),
    head('joints', JOINT_COUNT),
    head('from_middle', 2 * JOINT_COUNT),
    head('offsets', 2 * JOINT_COUNT),
  ]);
}
