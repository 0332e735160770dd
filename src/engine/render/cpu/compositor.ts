/** `composite` on WebAssembly SIMD where the browser has it: a large photo with several covers is drawn anew many times a second. */
import { type Grid, invertGrid } from '../../../base/grid.ts';
import type { Crop, Pixels } from '../../../base/sample.ts';
import { smallKernel } from '../../../base/small-kernel.ts';
import { gridFor } from '../../cover/grid.ts';
import type { Cover } from '../../face.ts';
import { PLAIN } from '../../safe/renderer.ts';
import { areaTouched, composite } from './composite.ts';
import text from './kernels/composite.ts?assemblyscript';
import { rampOf, STEPS } from './ramp.ts';

interface Kernel {
  store8(
    from: number,
    pixels: number,
    share: number,
    red: number,
    green: number,
    blue: number,
    to: number,
  ): void;
  composite(
    rows: number,
    left: number,
    top: number,
    width: number,
    height: number,
    crop: number,
    side: number,
    shape: number,
    powers: number,
    ramp: number,
  ): void;
}

const PAGE = 65536;
const DOUBLE = 8;
const TABLE = (STEPS + 2) * DOUBLE;
/** Addresses in the kernel's memory: the shape's numbers, two tables, the crop and a little more, its numbers, then rows of the picture. */
const SHAPE = 1024;
const POWERS = SHAPE + 16 * DOUBLE;
const RAMP = POWERS + TABLE;
const CROP = Math.ceil((RAMP + TABLE) / 64) * 64;
/** Bytes of the picture that are worked on at once. */
const BAND = 2 ** 20;

export class Compositor {
  readonly #memory = new WebAssembly.Memory({ initial: 1 });
  readonly #kernel: Kernel | null;
  /** Whose tables lie in the memory. */
  #shape = '';

  constructor() {
    this.#kernel = smallKernel<Kernel>(text, this.#memory);
  }

  /** Like `composite`, whose docstring has it. */
  draw(
    picture: Pixels,
    cover: Cover,
    crop: Crop,
    grid: Grid = gridFor(cover),
    rivals: readonly Cover[] = [],
    plain = 0,
  ): void {
    if (!this.#kernel || rivals.length > 0) {
      composite(picture, cover, crop, grid, rivals, plain);
      return;
    }
    const { width, data } = picture;
    const { left, top, right, bottom } = areaTouched(cover, width, picture.height);
    const across = right - left;
    if (across <= 0 || bottom <= top) {
      return;
    }
    const rowsAt = floatsAt(crop) + crop.side * crop.side * 16;
    const most = Math.max(1, Math.floor(BAND / (across * 4)));
    this.#prepare(this.#kernel, cover, crop, grid, plain, rowsAt + most * across * 4);
    const memory = new Uint8Array(this.#memory.buffer);
    for (let y = top; y < bottom; y += most) {
      const rows = Math.min(most, bottom - y);
      for (let j = 0; j < rows; j++) {
        const from = ((y + j) * width + left) * 4;
        memory.set(data.subarray(from, from + across * 4), rowsAt + j * across * 4);
      }
      this.#kernel.composite(rowsAt, left, y, across, rows, CROP, crop.side, SHAPE, POWERS, RAMP);
      for (let j = 0; j < rows; j++) {
        const at = rowsAt + j * across * 4;
        data.set(memory.subarray(at, at + across * 4), ((y + j) * width + left) * 4);
      }
    }
  }

  #prepare(kernel: Kernel, cover: Cover, crop: Crop, grid: Grid, plain: number, bytes: number): void {
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing > 0) {
      this.#memory.grow(Math.ceil(missing / PAGE));
    }
    const { exponent, feather, centre, angle } = cover;
    const ramp = rampOf(exponent, feather);
    const name = `${exponent} ${feather}`;
    if (this.#shape !== name) {
      new Float64Array(this.#memory.buffer, POWERS).set(ramp.powers);
      new Float64Array(this.#memory.buffer, RAMP).set(ramp.ramp);
      this.#shape = name;
    }
    const { s0, t0, sx, sy, tx, ty } = invertGrid(grid);
    const { outer, far, powerScale, rampScale } = ramp;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const sides = [cover.width / 2, cover.height / 2];
    new Float64Array(this.#memory.buffer, SHAPE).set([
      ...[centre.x, centre.y, cos, sin, ...sides, outer, far, powerScale, rampScale],
      ...[s0, sx, sy, t0, tx, ty],
    ]);
    new Float32Array(this.#memory.buffer, floatsAt(crop), crop.side * crop.side * 4).set(crop.rgba);
    const [red, green, blue] = PLAIN.map((value) => value * plain * 255) as [number, number, number];
    kernel.store8(floatsAt(crop), crop.side * crop.side, (1 - plain) * 255, red, green, blue, CROP);
  }
}

const floatsAt = ({ side }: Crop) => CROP + side * (side + 2) * 4;
