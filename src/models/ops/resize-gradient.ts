/**
 * The gradient of bilinear resizing. That of tfjs 4.22 does not know half-pixel centres, and on the cpu backend it confuses
 * height and width; this one takes its place.
 */
import {
  matMul,
  type NamedAttrMap,
  registerGradient,
  reshape,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tensor2d,
  tidy,
  unregisterGradient,
} from '@tensorflow/tfjs-core';

interface ResizeAttrs {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/**
 * Resizing is linear, row-wise and column-wise: y = R x Cᵀ for each channel. So the gradient is Rᵀ dy C, two matrix products.
 */
function gradient(dy: Tensor4D, images: Tensor4D, attrs: ResizeAttrs): Tensor4D {
  return tidy(() => {
    const [batch, height, width, channels] = images.shape;
    const [, rows, columns] = dy.shape;
    const byRows = weights(height, rows, attrs);
    const byColumns = weights(width, columns, attrs);
    const folded = spread(byRows, reshape(dy, [batch, rows, columns * channels]));
    return reshape(spread(byColumns, reshape(folded, [batch * height, columns, channels])), [
      batch,
      height,
      width,
      channels,
    ]);
  });
}

/** weightsᵀ · each of the matrices. */
function spread(weights: Tensor2D, matrices: Tensor3D): Tensor3D {
  return matMul(reshape(weights, [1, ...weights.shape]) as Tensor3D, matrices, true, false);
}

/** [to, from]: what each input has in each output along one axis, as tfjs's forward kernels have it. */
function weights(from: number, to: number, { alignCorners, halfPixelCenters }: ResizeAttrs): Tensor2D {
  const scale = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  const values = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const place = halfPixelCenters ? scale * (i + 0.5) - 0.5 : scale * i;
    const low = Math.max(0, Math.floor(place));
    const high = Math.min(from - 1, Math.ceil(place));
    const part = place - low;
    values[i * from + low] = (values[i * from + low] as number) + 1 - part;
    values[i * from + high] = (values[i * from + high] as number) + part;
  }
  return tensor2d(values, [to, from]);
}

unregisterGradient('ResizeBilinear');
registerGradient({
  kernelName: 'ResizeBilinear',
  inputsToSave: ['images'],
  gradFunc: (dy: Tensor | Tensor[], saved: Tensor[], attrs: NamedAttrMap) => ({
    images: () => gradient(dy as Tensor4D, saved[0] as Tensor4D, attrs as unknown as ResizeAttrs),
  }),
});
