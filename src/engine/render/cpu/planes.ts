/** Pictures to be sent: planes of luma and chroma, as encoders take them, 1.5 bytes a pixel instead of four. */
import { size } from '../../../base/geometry.ts';
import type { Pixels } from '../../../base/sample.ts';
import { smallKernel } from '../../../base/small-kernel.ts';
import { fitsPlanes } from '../../safe/planes.ts';
import text from './kernels/planes.ts?assemblyscript';

interface Kernel {
  planes(rgba: number, width: number, rows: number, y: number, u: number, v: number): void;
}

const PAGE = 65536;
const START = 1024;
/** Bytes of the picture that are worked on at once, so that they stay near the processor. */
const BAND = 2 ** 18;

export class PlaneWriter {
  readonly #memory = new WebAssembly.Memory({ initial: 1 });
  readonly #kernel = smallKernel<Kernel>(text, this.#memory);

  /**
   * @returns I420: luma, then the two chromas at half the size, densely packed. Null for sides that do not fit, and without SIMD.
   */
  write({ width, height, data }: Pixels): ArrayBuffer | null {
    if (!this.#kernel || !fitsPlanes(size(width, height))) {
      return null;
    }
    const pixels = width * height;
    const most = Math.max(2, Math.floor(BAND / (width * 8)) * 2);
    const [y, u] = [START + most * width * 4, START + most * width * 5];
    const v = u + (most * width) / 4;
    const missing = v + (most * width) / 4 - this.#memory.buffer.byteLength;
    if (missing > 0) {
      this.#memory.grow(Math.ceil(missing / PAGE));
    }
    const memory = new Uint8Array(this.#memory.buffer);
    const written = new Uint8Array(pixels * 1.5);
    for (let row = 0; row < height; row += most) {
      const rows = Math.min(most, height - row);
      const [first, count] = [row * width, rows * width];
      memory.set(data.subarray(first * 4, (first + count) * 4), START);
      this.#kernel.planes(START, width, rows, y, u, v);
      written.set(memory.subarray(y, y + count), first);
      written.set(memory.subarray(u, u + count / 4), pixels + first / 4);
      written.set(memory.subarray(v, v + count / 4), pixels * 1.25 + first / 4);
    }
    return written.buffer;
  }
}
