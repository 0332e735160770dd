/** NanoDet-m as data, for our kernels: the network of models/action/nanodet.ts step by step, with names of its state dict. */
import { BINS } from '../action/levels.ts';
import { type Plan, PlanBuilder } from '../face-detector/plan.ts';

/** ImageNet's mean, RGB, 0..255. Its deviation is part of the stem's weights. */
const MEAN = [123.675, 116.28, 103.53] as const;
/** Channels of the stages, and blocks after the first of each. */
const STAGES = [
  { channels: 116, repeats: 3 },
  { channels: 232, repeats: 7 },
  { channels: 464, repeats: 3 },
] as const;
/** Channels of what the heads read. */
export const PYRAMID_CHANNELS = 96;
const LEAK = 0.1;

/**
 * Outputs: a map for each stride; of a place, `classes` score logits, then the bins of left, top, right and bottom. And the features
 * of stride 8 that the first head reads.
 */
export function planNanodet(classes: number): Plan {
  const net = new PlanBuilder(1, [-MEAN[0], -MEAN[1], -MEAN[2]]);
  const leaky = { leak: LEAK };
  const rightOf = (name: string, input: number, half: number, stride: 1 | 2) => {
    const inner = net.pointwise(`${name}.right_in`, input, half, {
      ...leaky,
      skip: stride === 1 ? half : 0,
    });
    const middle = net.depthwise(`${name}.right_depthwise`, inner, { stride });
    return net.pointwise(`${name}.right_out`, middle, half, leaky);
  };
  let x = net.peak(net.stem('stem', 24, 1, leaky));
  const [l8, l16, l32] = STAGES.map(({ channels, repeats }, stage) => {
    const half = channels / 2;
    for (let block = 0; block <= repeats; block++) {
      const name = `stages.${stage}.${block}`;
      // The first block's branches both see everything; in the others half of the channels pass by.
      const left =
        block > 0
          ? x
          : net.pointwise(
              `${name}.left_pointwise`,
              net.depthwise(`${name}.left_depthwise`, x, { stride: 2 }),
              half,
              leaky,
            );
      x = net.interleave(left, rightOf(name, x, half, block > 0 ? 1 : 2), half);
    }
    return net.pointwise(`laterals.${stage}`, x, PYRAMID_CHANNELS);
  }) as [number, number, number];
  const up16 = net.enlarge(l32, l16, 'bilinear');
  const p8 = net.enlarge(up16, l8, 'bilinear');
  const p16 = net.halve(p8, up16);
  const p32 = net.halve(p16, l32);
  const outputs = [p8, p16, p32].map((level, i) => {
    let y = level;
    for (const k of [0, 1]) {
      y = net.depthwise(`heads.${i}.depthwise${k}`, y, leaky);
      y = net.pointwise(`heads.${i}.pointwise${k}`, y, PYRAMID_CHANNELS, leaky);
    }
    return net.pointwise(`heads.${i}.predict`, y, classes + 4 * BINS);
  });
  return net.build([...outputs, p8]);
}
