/** The bilinear grid sampler of Spatial Transformer Networks (Jaderberg et al. 2015, section 3.3) as a tfjs operator. */
import './host.ts';
import './webgpu.ts';
import { engine, registerGradient, type Tensor, type Tensor4D, type TensorInfo } from '@tensorflow/tfjs-core';
import type { SamplingOptions } from './sampling.ts';

export type { Padding, SamplingOptions } from './sampling.ts';

const DEFAULTS: SamplingOptions = { padding: 'zeros', alignCorners: false };

/**
 * Samples pictures at the positions of a grid, bilinearly; differentiable in both. The same numbers as PyTorch's
 * `grid_sample(mode='bilinear')`, in tfjs's layout.
 *
 * @param image float32 [batch, height, width, channels]
 * @param grid float32 [batch, rows, columns, 2]: x (to the right), y (down), -1..1 over the picture, finite. May lie outside.
 * @returns float32 [batch, rows, columns, channels]
 * @throws RangeError when shapes or types do not fit
 */
export function gridSample(
  image: Tensor4D,
  grid: Tensor4D,
  { padding, alignCorners }: Partial<SamplingOptions> = {},
): Tensor4D {
  demand(
    image.dtype === 'float32' && grid.dtype === 'float32',
    'image and grid must be float32',
    image,
    grid,
  );
  demand(image.rank === 4, 'image must be [batch, height, width, channels]', image, grid);
  demand(grid.rank === 4 && grid.shape[3] === 2, 'grid must be [batch, rows, columns, 2]', image, grid);
  demand(image.shape[0] === grid.shape[0], 'image and grid must have one batch size', image, grid);
  demand(image.size > 0 && grid.size > 0, 'image and grid must not be empty', image, grid);
  const options = {
    padding: padding ?? DEFAULTS.padding,
    alignCorners: alignCorners ?? DEFAULTS.alignCorners,
  };
  if (options.padding !== 'zeros' && options.padding !== 'border') {
    throw new RangeError(`gridSample knows the paddings zeros and border, not ${options.padding}.`);
  }
  return engine().runKernel('GridSample', { image, grid }, options) as TensorInfo as Tensor4D;
}

function demand(holds: boolean, what: string, image: Tensor, grid: Tensor): void {
  if (!holds) {
    const given = [image, grid].map(({ dtype, shape }) => `${dtype} [${shape.join(', ')}]`).join(' and ');
    throw new RangeError(`gridSample: ${what}; given were ${given}.`);
  }
}

registerGradient({
  kernelName: 'GridSample',
  inputsToSave: ['image', 'grid'],
  gradFunc: (dy, saved, attrs) => {
    const [image, grid] = saved as [Tensor4D, Tensor4D];
    const { padding, alignCorners } = attrs as unknown as SamplingOptions;
    const run = (kernel: string, inputs: Record<string, Tensor>, more: object = {}) =>
      engine().runKernel(kernel, inputs, { padding, alignCorners, ...more }) as TensorInfo as Tensor4D;
    return {
      image: () => run('GridSampleGradImage', { grid, dy: dy as Tensor4D }, { imageShape: image.shape }),
      grid: () => run('GridSampleGradGrid', { image, grid, dy: dy as Tensor4D }),
    };
  },
});
