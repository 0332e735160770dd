/** Pictures to be sent: planes of luma and chroma, as encoders take them, 1.5 bytes a pixel instead of four. */

import type { PixelArea } from '../../../base/geometry.ts';
import type { Pixels } from '../../../base/sample.ts';
import { smallKernel } from '../../../base/small-kernel.ts';
import { planeSums } from '../../safe/planes.ts';
import text from './kernels/planes.ts?assemblyscript';

interface Kernel {
  planes(rgba: number, width: number, rows: number, y: number, u: number, v: number, sums: number): void;
}

const PAGE = 65536;
/** The sums' place: four times eight numbers of 16 bits. */
const SUMS = 1024;
const START = 2048;
/** Bytes of the picture that are worked on at once, so that they stay near the processor. */
const BAND = 2 ** 18;
/** As the kernel takes the sums' weights. */
const ONE = 2 ** 14;

export class PlaneWriter {
  readonly #memory = new WebAssembly.Memory({ initial: 1 });
  readonly #kernel = smallKernel<Kernel>(text, this.#memory);

  /** False without SIMD: nothing can be written. */
  get works(): boolean {
    return this.#kernel !== null;
  }

  /**
   * Writes a part of a picture into the planes of all of it.
   * @param area on multiples of 8 across and of 2 down
   * @param planes I420: luma, then the two chromas at half the size, densely packed
   * @throws Error without SIMD, RangeError for an area that does not fit.
   */
  write(
    { width, height, data }: Pixels,
    { left, top, right, bottom }: PixelArea,
    planes: Uint8Array,
    colours: VideoColorSpaceInit,
  ): void {
    if (!this.#kernel) {
      throw new Error('this browser has no WebAssembly SIMD');
    }
    const across = right - left;
    if (left % 8 || across % 8 || top % 2 || bottom % 2 || right > width || bottom > height) {
      throw new RangeError(`${left}, ${top} to ${right}, ${bottom} of ${width} × ${height} pixels`);
    }
    const most = Math.max(2, Math.floor(BAND / (across * 8)) * 2);
    const [y, u] = [START + most * across * 4, START + most * across * 5];
    const v = u + (most * across) / 4;
    const missing = v + (most * across) / 4 - this.#memory.buffer.byteLength;
    if (missing > 0) {
      this.#memory.grow(Math.ceil(missing / PAGE));
    }
    this.#setSums(colours);
    const memory = new Uint8Array(this.#memory.buffer);
    const [half, pixels] = [width / 2, width * height];
    for (let row = top; row < bottom; row += most) {
      const rows = Math.min(most, bottom - row);
      for (let j = 0; j < rows; j++) {
        const from = ((row + j) * width + left) * 4;
        memory.set(data.subarray(from, from + across * 4), START + j * across * 4);
      }
      this.#kernel.planes(START, across, rows, y, u, v, SUMS);
      const copy = (from: number, count: number, to: number) =>
        planes.set(memory.subarray(from, from + count), to);
      for (let j = 0; j < rows; j++) {
        copy(y + j * across, across, (row + j) * width + left);
      }
      for (let j = 0; j < rows / 2; j++) {
        const [from, to] = [(j * across) / 2, (row / 2 + j) * half + left / 2];
        copy(u + from, across / 2, pixels + to);
        copy(v + from, across / 2, pixels * 1.25 + to);
      }
    }
  }

  #setSums(colours: VideoColorSpaceInit): void {
    const { floor, sums } = planeSums(colours);
    const numbers = new Int16Array(this.#memory.buffer, SUMS, 32);
    sums.forEach((sum, i) => {
      const [red, , blue] = sum.map((share) => Math.round(share * ONE)) as [number, number, number];
      // What is grey stays grey, and white as bright as it is.
      const all = Math.round(sum.reduce((total, share) => total + share) * ONE);
      numbers.set([red, all - red - blue, blue, 0, red, all - red - blue, blue, 0], i * 8);
    });
    numbers.fill(floor, 24);
  }
}
