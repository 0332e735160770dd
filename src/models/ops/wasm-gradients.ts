/**
 * Gradients of convolutions for tfjs's wasm backend, which has none of the filter's and none of depthwise ones; its own
 * gradient by the input is a plain loop and is replaced. Everything heavy goes through the backend's XNNPACK kernels.
 *
 * A stride is undone by laying zeros between the values of dy: with them, every gradient is one of stride 1. Let D be dy so spread,
 * X the picture with the padding of the forward pass. Then, per tap (i, j) of the filter, dW[i, j] = Σ X[y + i, x + j] D[y, x], and
 * dx is D, padded, convolved with the filter turned by half a turn. NHWC, no dilation (as tfjs demands for gradients).
 */
import '@tensorflow/tfjs-backend-wasm';
import {
  backend_util,
  conv2d,
  depthwiseConv2d,
  gather,
  type KernelFunc,
  matMul,
  pad,
  registerKernel,
  reshape,
  slice,
  stack,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  type TensorInfo,
  tensor1d,
  tidy,
  transpose,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { registerHostKernel } from './host-kernel.ts';

type Shape4 = [number, number, number, number];
type Info = backend_util.Conv2DInfo;

/** The attributes of the four kernels that are used here. */
interface Attrs {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly inputShape?: Shape4;
  readonly filterShape?: Shape4;
}

function infoOf(input: number[], filter: number[], attrs: Attrs, depthwise: boolean): Info {
  if (attrs.dataFormat === 'NCHW') {
    throw new RangeError('Gradients of convolutions on the wasm backend know NHWC only.');
  }
  return backend_util.computeConv2DInfo(
    input as Shape4,
    filter as Shape4,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
    depthwise,
  );
}

/** Adds rows and columns of zeros before and after; negative counts take away. */
function withMargins(
  x: Tensor4D,
  [top, bottom, left, right]: readonly [number, number, number, number],
): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const cut = (count: number) => Math.max(0, -count);
  const add = (count: number) => Math.max(0, count);
  let kept = x;
  if (Math.min(top, bottom, left, right) < 0) {
    kept = slice(
      x,
      [0, cut(top), cut(left), 0],
      [batch, height - cut(top) - cut(bottom), width - cut(left) - cut(right), channels],
    );
  }
  return Math.max(top, bottom, left, right) > 0
    ? pad(kept, [
        [0, 0],
        [add(top), add(bottom)],
        [add(left), add(right)],
        [0, 0],
      ])
    : kept;
}

/** D: dy with stride − 1 zeros between its rows and columns. */
function spread(dy: Tensor4D, { strideHeight, strideWidth }: Info): Tensor4D {
  if (strideHeight === 1 && strideWidth === 1) {
    return dy;
  }
  const [batch, rows, columns, channels] = dy.shape;
  const apart = pad(reshape(dy, [batch * rows, 1, columns, 1, channels]), [
    [0, 0],
    [0, strideHeight - 1],
    [0, 0],
    [0, strideWidth - 1],
    [0, 0],
  ]);
  const spreadOut = reshape(apart, [batch, rows * strideHeight, columns * strideWidth, channels]) as Tensor4D;
  return withMargins(spreadOut, [0, 1 - strideHeight, 0, 1 - strideWidth]);
}

/** D padded so that a convolution with the turned filter gives something of the picture's size. */
function spreadAndPadded(dy: Tensor4D, info: Info): Tensor4D {
  const { filterHeight, filterWidth, inHeight, inWidth, padInfo } = info;
  const d = spread(dy, info);
  const top = filterHeight - 1 - padInfo.top;
  const left = filterWidth - 1 - padInfo.left;
  return withMargins(d, [
    top,
    inHeight + filterHeight - 1 - d.shape[1] - top,
    left,
    inWidth + filterWidth - 1 - d.shape[2] - left,
  ]);
}

/** The filter turned by half a turn: its taps in the opposite order. (tfjs's `reverse` is slow on wasm.) */
function halfTurn(filter: Tensor4D): Tensor4D {
  const [height, width, channels, out] = filter.shape;
  const taps = Array.from({ length: height * width }, (_, i) => height * width - 1 - i);
  const turned = gather(reshape(filter, [height * width, channels * out]), tensor1d(taps, 'int32'));
  return reshape(turned, filter.shape) as Tensor4D;
}

function byInput(dy: Tensor4D, filter: Tensor4D, inputShape: Shape4, attrs: Attrs): Tensor4D {
  const info = infoOf(inputShape, filter.shape, attrs, false);
  const turned = transpose(halfTurn(filter), [0, 1, 3, 2]) as Tensor4D;
  return conv2d(spreadAndPadded(dy, info), turned, 1, 'valid');
}

function byFilter(x: Tensor4D, dy: Tensor4D, filterShape: Shape4, attrs: Attrs): Tensor4D {
  const info = infoOf(x.shape, filterShape, attrs, false);
  const { filterHeight, filterWidth, inHeight, inWidth, inChannels, outChannels, padInfo } = info;
  const d = spread(dy, info);
  const [batch, rows, columns] = d.shape;
  const values = batch * rows * columns;
  const padded = withMargins(x, [
    padInfo.top,
    rows + filterHeight - 1 - inHeight - padInfo.top,
    padInfo.left,
    columns + filterWidth - 1 - inWidth - padInfo.left,
  ]);
  // Channels first, so that a tap is a slice and its gradient one product [in, values] × [values, out].
  const channelsFirst = transpose(padded, [3, 0, 1, 2]) as Tensor4D;
  const flat = reshape(d, [values, outChannels]) as Tensor2D;
  const taps: Tensor2D[] = [];
  for (let i = 0; i < filterHeight; i++) {
    for (let j = 0; j < filterWidth; j++) {
      const tap = slice(channelsFirst, [0, 0, i, j], [inChannels, batch, rows, columns]);
      taps.push(matMul(reshape(tap, [inChannels, values]) as Tensor2D, flat));
    }
  }
  return reshape(stack(taps), filterShape) as Tensor4D;
}

/** Channel c · multiplier + m of dy belongs to channel c of the input, as it does in the filter [.., .., c, m]. */
function depthwiseByInput(dy: Tensor4D, filter: Tensor4D, inputShape: Shape4, attrs: Attrs): Tensor4D {
  const info = infoOf(inputShape, filter.shape, attrs, true);
  const [height, width, channels, multiplier] = filter.shape;
  const turned = reshape(halfTurn(filter), [height, width, channels * multiplier, 1]) as Tensor4D;
  const all = depthwiseConv2d(spreadAndPadded(dy, info), turned, 1, 'valid');
  return multiplier === 1 ? all : (sum(reshape(all, [...inputShape, multiplier]), 4) as Tensor4D);
}

/** Kernels receive their inputs as tensors; what they return is one. */
function register(
  kernelName: string,
  compute: (inputs: Record<string, Tensor4D>, attrs: Attrs) => Tensor,
): void {
  registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: (({ inputs, attrs }: { inputs: unknown; attrs: unknown }) =>
      tidy(() => compute(inputs as Record<string, Tensor4D>, attrs as Attrs))) as unknown as KernelFunc,
  });
}

type Given<Names extends string> = Record<Names, Tensor4D>;

unregisterKernel('Conv2DBackpropInput', 'wasm');
register('Conv2DBackpropInput', (inputs, attrs) => {
  const { dy, filter } = inputs as Given<'dy' | 'filter'>;
  return byInput(dy, filter, attrs.inputShape as Shape4, attrs);
});
register('Conv2DBackpropFilter', (inputs, attrs) => {
  const { x, dy } = inputs as Given<'x' | 'dy'>;
  return byFilter(x, dy, attrs.filterShape as Shape4, attrs);
});
register('DepthwiseConv2dNativeBackpropInput', (inputs, attrs) => {
  const { dy, filter } = inputs as Given<'dy' | 'filter'>;
  return depthwiseByInput(dy, filter, attrs.inputShape as Shape4, attrs);
});

/** A product of matrices would waste all but its diagonal: plain loops over values that lie together. */
registerHostKernel(
  'DepthwiseConv2dNativeBackpropFilter',
  ({ x, dy }, attrs: Attrs) => {
    const [picture, gradient] = [x as TensorInfo, dy as TensorInfo];
    const shape = attrs.filterShape as Shape4;
    const info = infoOf(picture.shape, shape, attrs, true);
    return {
      shape,
      fill: (output, read) => depthwiseByFilter(read(picture), read(gradient), info, output),
    };
  },
  ['wasm'],
);

function depthwiseByFilter(x: Float32Array, dy: Float32Array, info: Info, output: Float32Array): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const multiplier = outChannels / inChannels;
  const sums = new Float64Array(output.length);
  for (let row = 0; row < batchSize * outHeight; row++) {
    const picture = Math.floor(row / outHeight);
    for (let i = 0; i < filterHeight; i++) {
      const y = (row % outHeight) * strideHeight + i - padInfo.top;
      if (y < 0 || y >= inHeight) {
        continue;
      }
      for (let column = 0; column < outWidth; column++) {
        const from = (row * outWidth + column) * outChannels;
        for (let j = 0; j < filterWidth; j++) {
          const across = column * strideWidth + j - padInfo.left;
          if (across < 0 || across >= inWidth) {
            continue;
          }
          const at = ((picture * inHeight + y) * inWidth + across) * inChannels;
          const to = (i * filterWidth + j) * outChannels;
          for (let c = 0; c < outChannels; c++) {
            const channel = multiplier === 1 ? c : Math.floor(c / multiplier);
            sums[to + c] = (sums[to + c] as number) + (x[at + channel] as number) * (dy[from + c] as number);
          }
        }
      }
    }
  }
  output.set(sums);
}
