/** The reference: the kernels of the grid sampler for the cpu and wasm backends. */
import { type HostCall, type Inputs, registerHostKernel } from '../host-kernel.ts';
import { type Extent, Neighbours, type SamplingOptions } from './sampling.ts';

/** @param image shape of the sampled pictures. @param grid shape of the grid. */
export function extentOf(image: readonly number[], grid: readonly number[]): Extent {
  const [batch = 0, height = 0, width = 0, channels = 0] = image;
  const [, rows = 0, columns = 0] = grid;
  return { batch, height, width, channels, positions: rows * columns };
}

/** Calls `visit` for each of the four pixels, inside of the picture, of each grid position. */
function eachNeighbour(
  extent: Extent,
  options: SamplingOptions,
  grid: Float32Array,
  visit: (neighbours: Neighbours, k: number, position: number, pixel: number) => void,
): void {
  const neighbours = new Neighbours(extent, options);
  for (let position = 0; position < extent.batch * extent.positions; position++) {
    const picture = Math.floor(position / extent.positions);
    neighbours.moveTo(picture, grid[position * 2] as number, grid[position * 2 + 1] as number);
    for (let k = 0; k < 4; k++) {
      const pixel = neighbours.offset[k] as number;
      if (pixel >= 0) {
        visit(neighbours, k, position, pixel);
      }
    }
  }
}

registerHostKernel('GridSample', (inputs: Inputs, options: SamplingOptions): HostCall => {
  const { image, grid } = inputs as { image: Inputs[string]; grid: Inputs[string] };
  const extent = extentOf(image.shape, grid.shape);
  const { channels } = extent;
  return {
    shape: [...grid.shape.slice(0, 3), channels],
    fill(output, read) {
      const pixels = read(image);
      eachNeighbour(extent, options, read(grid), (neighbours, k, position, pixel) => {
        const weight = neighbours.weight[k] as number;
        for (let c = 0; c < channels; c++) {
          output[position * channels + c] =
            (output[position * channels + c] as number) + weight * (pixels[pixel + c] as number);
        }
      });
    },
  };
});

registerHostKernel(
  'GridSampleGradImage',
  (inputs: Inputs, { imageShape, ...options }: SamplingOptions & { imageShape: number[] }): HostCall => {
    const { grid, dy } = inputs as { grid: Inputs[string]; dy: Inputs[string] };
    const extent = extentOf(imageShape, grid.shape);
    const { channels } = extent;
    return {
      shape: imageShape,
      fill(output, read) {
        const gradient = read(dy);
        eachNeighbour(extent, options, read(grid), (neighbours, k, position, pixel) => {
          const weight = neighbours.weight[k] as number;
          for (let c = 0; c < channels; c++) {
            output[pixel + c] =
              (output[pixel + c] as number) + weight * (gradient[position * channels + c] as number);
          }
        });
      },
    };
  },
);

registerHostKernel('GridSampleGradGrid', (inputs: Inputs, options: SamplingOptions): HostCall => {
  const { image, grid, dy } = inputs as { image: Inputs[string]; grid: Inputs[string]; dy: Inputs[string] };
  const extent = extentOf(image.shape, grid.shape);
  const { channels } = extent;
  return {
    shape: grid.shape,
    fill(output, read) {
      const pixels = read(image);
      const gradient = read(dy);
      eachNeighbour(extent, options, read(grid), (neighbours, k, position, pixel) => {
        let change = 0;
        for (let c = 0; c < channels; c++) {
          change += (pixels[pixel + c] as number) * (gradient[position * channels + c] as number);
        }
        output[position * 2] =
          (output[position * 2] as number) + change * (neighbours.weightByX[k] as number);
        output[position * 2 + 1] =
          (output[position * 2 + 1] as number) + change * (neighbours.weightByY[k] as number);
      });
    },
  };
});
