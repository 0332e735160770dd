/** The gradient of depth-to-space, which tfjs 4.22 lacks: its inverse, space-to-depth. Layout NHWC. */
import { registerGradient, reshape, type Tensor, type Tensor4D, transpose } from '@tensorflow/tfjs-core';

registerGradient({
  kernelName: 'DepthToSpace',
  gradFunc: (dy, _saved, attrs) => {
    const { blockSize, dataFormat } = attrs as unknown as { blockSize: number; dataFormat: string };
    if (dataFormat !== 'NHWC') {
      throw new RangeError(`The gradient of depthToSpace knows NHWC only, not ${dataFormat}.`);
    }
    return { x: () => spaceToDepth(dy as Tensor4D, blockSize) };
  },
});

function spaceToDepth(x: Tensor4D, block: number): Tensor {
  const [batch, height, width, channels] = x.shape;
  const [rows, columns] = [height / block, width / block];
  const blocks = reshape(x, [batch, rows, block, columns, block, channels]);
  return reshape(transpose(blocks, [0, 1, 3, 2, 4, 5]), [batch, rows, columns, block * block * channels]);
}
