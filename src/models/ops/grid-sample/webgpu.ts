/** The kernels of the grid sampler for the webgpu backend. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { registerKernel, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { runWgsl } from '../webgpu-kernel.ts';
import forward from './forward.wgsl?raw';
import gradGrid from './grad-grid.wgsl?raw';
import gradImage from './grad-image.wgsl?raw';
import { extentOf } from './host.ts';
import neighbours from './neighbours.wgsl?raw';
import type { SamplingOptions } from './sampling.ts';

function register(
  kernelName: string,
  code: string,
  shapes: (
    inputs: Record<string, TensorInfo>,
    attrs: SamplingOptions & { imageShape: number[] },
  ) => { imageShape: number[]; outputShape: number[]; scatter?: number },
): void {
  registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const given = inputs as Record<'grid' | 'dy', TensorInfo>;
      const options = attrs as unknown as SamplingOptions & { imageShape: number[] };
      const { imageShape, outputShape, scatter } = shapes(given, options);
      const { height, width, channels, positions } = extentOf(imageShape, given.grid.shape);
      return runWgsl(backend as WebGPUBackend, {
        key: kernelName,
        code: `${neighbours}\n${code}`,
        inputs: given,
        outputShape,
        scatter,
        uniforms: {
          height,
          width,
          channels,
          positions,
          alignCorners: Number(options.alignCorners),
          border: Number(options.padding === 'border'),
          values: scatter ?? 0,
        },
      });
    },
  });
}

register('GridSample', forward, ({ image, grid }) => {
  const { shape } = image as TensorInfo;
  return { imageShape: shape, outputShape: [...(grid as TensorInfo).shape.slice(0, 3), shape[3] as number] };
});

register('GridSampleGradGrid', gradGrid, ({ image, grid }) => ({
  imageShape: (image as TensorInfo).shape,
  outputShape: (grid as TensorInfo).shape,
}));

register('GridSampleGradImage', gradImage, ({ dy }, { imageShape }) => ({
  imageShape,
  outputShape: imageShape,
  scatter: util.sizeFromShape((dy as TensorInfo).shape),
}));
