/** `sampleCrop` on WebAssembly SIMD where the browser has it. */
import type { Grid } from '../../../base/grid.ts';
import { type Crop, type Pixels, sampleCrop } from '../../../base/sample.ts';
import { smallKernel } from '../../../base/small-kernel.ts';
import text from './kernels/sample.ts?assemblyscript';

interface Kernel {
  sample(
    part: number,
    width: number,
    x: number,
    y: number,
    xs: number,
    ys: number,
    xt: number,
    yt: number,
    left: number,
    top: number,
    right: number,
    bottom: number,
    side: number,
    to: number,
  ): void;
}

const PAGE = 65536;
/** Bytes at the beginning of the kernel's memory that are left alone. */
const START = 1024;
/** Bytes of a frame that are copied for one crop at most: of a larger part fewer pixels are read than would be copied. */
const MOST = 4e6;

export class Sampler {
  readonly #memory = new WebAssembly.Memory({ initial: 1 });
  readonly #kernel = smallKernel<Kernel>(text, this.#memory);

  /** Like `sampleCrop`, whose docstring has it. */
  sample(frame: Pixels, grid: Grid, side: number, rgba: Float32Array<ArrayBuffer>): Crop {
    const { x0, y0, xs, ys, xt, yt } = grid;
    const { width, height, data } = frame;
    const reach = (at: number, across: number, down: number, most: number) => {
      const ends = [at, at + across, at + down, at + across + down].map((end) => end - 0.5);
      const [least, greatest] = [Math.min(...ends), Math.max(...ends)];
      const within = (end: number) => Math.min(most - 1, Math.max(0, Math.floor(end)));
      return [within(least), within(greatest) + 1] as const;
    };
    const [left, right] = reach(x0, xs, xt, width);
    const [top, bottom] = reach(y0, ys, yt, height);
    // With the neighbours to the right and below.
    const [across, down] = [Math.min(width, right + 1) - left, Math.min(height, bottom + 1) - top];
    if (!this.#kernel || !(across * down * 4 <= MOST)) {
      return sampleCrop(frame, grid, side, rgba);
    }
    const part = START + side * side * 16;
    // A row and a pixel more, which are read and not used.
    const missing = part + across * (down + 1) * 4 + 8 - this.#memory.buffer.byteLength;
    if (missing > 0) {
      this.#memory.grow(Math.ceil(missing / PAGE));
    }
    const memory = new Uint8Array(this.#memory.buffer);
    for (let j = 0; j < down; j++) {
      const from = ((top + j) * width + left) * 4;
      memory.set(data.subarray(from, from + across * 4), part + j * across * 4);
    }
    const half = 0.5 / side;
    this.#kernel.sample(
      part,
      across,
      x0 + (xs + xt) * half - 0.5 - left,
      y0 + (ys + yt) * half - 0.5 - top,
      xs / side,
      ys / side,
      xt / side,
      yt / side,
      -left,
      -top,
      width - 1 - left,
      height - 1 - top,
      side,
      START,
    );
    rgba.set(new Float32Array(this.#memory.buffer, START, side * side * 4));
    return { side, rgba };
  }
}
