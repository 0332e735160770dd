/** What adapting lowers, and what it is judged by. All of it is differentiable, from the picture to the modifier's weights. */
import {
  abs,
  add,
  concat,
  div,
  maximum,
  mean,
  mul,
  norm,
  relu,
  type Scalar,
  slice,
  sqrt,
  square,
  stack,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { affineGrid, gridSample } from '../../models/ops/index.ts';
import { CHIP_SIDE } from '../../models/recogniser/align.ts';

/** The page's recogniser, or a tiny one in tests: [n, 150, 150, 3], RGB 0..255 → [n, numbers]. Differentiable. */
export interface Embedder {
  embed(pictures: Tensor4D): Tensor2D;
}

/** Faces with what the objective compares them to. */
export interface Batch {
  /** [n, side, side, 3] in [0, 1]. */
  readonly raw: Tensor4D;
  /** What the un-adapted modifier makes of them. */
  readonly before: Tensor4D;
  /** Embeddings of the raw faces, of length 1. */
  readonly identities: Tensor2D;
  /** [n, 2, 3]: where the recogniser looks. */
  readonly chips: Tensor3D;
}

export interface Weights {
  /** Similarity (a cosine) below which nothing is gained any more. */
  readonly target: number;
  readonly colours: number;
  readonly edges: number;
}

/** The modified face in the frame's place: `mask` ([1, side, side, 1]) of it, the rest as it was. */
export function composite(raw: Tensor4D, made: Tensor4D, mask: Tensor4D): Tensor4D {
  return add(raw, mul(mask, sub(made, raw)));
}

/** Embeddings, of length 1, of faces as the recogniser gets them. */
export function identitiesOf(embedder: Embedder, pictures: Tensor4D, chips: Tensor3D): Tensor2D {
  return tidy(() => {
    const grid = affineGrid(chips, [CHIP_SIDE, CHIP_SIDE]);
    const sampled = mul<Tensor4D>(gridSample(pictures, grid, { padding: 'border' }), 255);
    const found = embedder.embed(sampled);
    return div(found, maximum(norm(found, 'euclidean', 1, true), 1e-6)) as Tensor2D;
  });
}

/** Cosine of each raw face and its modified self, [n]. */
export function similarities(embedder: Embedder, batch: Batch, made: Tensor4D, mask: Tensor4D): Tensor1D {
  return tidy(() =>
    sum<Tensor1D>(
      mul(batch.identities, identitiesOf(embedder, composite(batch.raw, made, mask), batch.chips)),
      1,
    ),
  );
}

/**
 * The modifier's side of the paper's game (section 4, equations 2 and 3) with the page's recogniser as D, and bounded: the
 * similarity of a face with its own modified self, as far as it is above `target`; in place of the distance to the raw picture, that
 * to what the un-adapted modifier drew, in colours and in edges.
 */
export function objective(
  embedder: Embedder,
  batch: Batch,
  made: Tensor4D,
  mask: Tensor4D,
  weights: Weights,
): Scalar {
  return tidy(() => {
    const privacy = mean(relu(sub(similarities(embedder, batch, made, mask), weights.target)));
    const colours = mean(mul(abs(sub(made, batch.before)), mask));
    const edges = mean(abs(sub(edgesOf(made), edgesOf(batch.before))));
    return add(privacy, add(mul(colours, weights.colours), mul(edges, weights.edges))) as Scalar;
  });
}

/**
 * How far the modified faces are from what the un-adapted modifier drew, [2]: the mean difference of a colour value where the
 * face is replaced (0..1), and the correlation of the edges there (1 for the same).
 */
export function driftOf(made: Tensor4D, before: Tensor4D, mask: Tensor4D): Tensor1D {
  return tidy(() => {
    const covered = (x: Tensor4D) => mul<Tensor4D>(x, mask);
    const [a, b] = [edgesOf(covered(made)), edgesOf(covered(before))];
    const lengths = sqrt(mul(sum(square(a)), sum(square(b))));
    return stack([
      div(mean(covered(abs(sub(made, before)))), mean(mask)),
      div(sum(mul(a, b)), maximum(lengths, 1e-9)),
    ]) as Tensor1D;
  });
}

/** Differences of neighbours across and down: twice the channels. */
function edgesOf(x: Tensor4D): Tensor4D {
  const [n, height, width, channels] = x.shape;
  const part = (down: number, across: number) =>
    slice(x, [0, down, across, 0], [n, height - 1, width - 1, channels]);
  const here = part(0, 0);
  return concat([sub(part(0, 1), here), sub(part(1, 0), here)], 3) as Tensor4D;
}
