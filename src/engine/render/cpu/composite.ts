import type { PixelArea } from '../../../base/geometry.ts';
import { type Grid, invertGrid } from '../../../base/grid.ts';
import type { Crop, Pixels } from '../../../base/sample.ts';
import { boundsOf, radius, radiusAt } from '../../../base/superellipse.ts';
import { gridFor } from '../../cover/grid.ts';
import type { Cover } from '../../face.ts';
import { PLAIN } from '../../safe/renderer.ts';
import { rampOf } from './ramp.ts';

/**
 * Warps a crop back over the picture, in place. Inside the cover's core the crop alone is seen; in the feather ring
 * outside it fades into what is there; beyond, nothing is touched. Covers drawn one after another never bring a raw
 * pixel back: each only mixes with what the earlier ones left.
 * @param grid that laid the crop over the frame.
 * @param rivals other covers of learned faces. Where one of them holds a pixel in its core, nearer to its middle than this
 *   cover has it, the pixel is left to it: this crop may show the other face as it is.
 * @param plain share of the plain colour in what covers, 0 to 1.
 */
export function composite(
  picture: Pixels,
  cover: Cover,
  crop: Crop,
  grid: Grid = gridFor(cover),
  rivals: readonly Cover[] = [],
  plain = 0,
): void {
  const { width, height, data } = picture;
  const { side, rgba } = crop;
  const { feather, exponent } = cover;
  const { left, top, right, bottom } = areaTouched(cover, width, height);
  const cos = Math.cos(cover.angle);
  const sin = Math.sin(cover.angle);
  const a = cover.width / 2;
  const b = cover.height / 2;
  const ramp = rampOf(exponent, feather);
  const { s0, t0, sx, sy, tx, ty } = invertGrid(grid);
  const last = side - 1;
  const row = side * 4;
  const drawn = (1 - plain) * 255;
  const [red, green, blue] = PLAIN.map((value) => value * plain * 255) as [number, number, number];
  // Beside `sampleCrop` the hot loop of CPU rendering: no inner loop over colours, no power.
  for (let y = top; y < bottom; y++) {
    const py = y + 0.5;
    const dy = py - cover.centre.y;
    for (let x = left, o = (y * width + left) * 4; x < right; x++, o += 4) {
      const px = x + 0.5;
      const dx = px - cover.centre.x;
      const u = (dx * cos + dy * sin) / a;
      const v = (dy * cos - dx * sin) / b;
      const alpha = ramp.opacity(u, v);
      if (alpha === 0 || (rivals.length > 0 && isRivals(rivals, px, py, radius(u, v, exponent)))) {
        continue;
      }
      const cx = clamp((s0 + px * sx + py * sy) * side - 0.5, last);
      const cy = clamp((t0 + px * tx + py * ty) * side - 0.5, last);
      const x0 = cx | 0;
      const y0 = cy | 0;
      const fx = cx - x0;
      const fy = cy - y0;
      const p = y0 * row + x0 * 4;
      const q = x0 < last ? p + 4 : p;
      const down = y0 < last ? row : 0;
      const r = p + down;
      const s = q + down;
      const share = alpha * drawn;
      const wp = (1 - fx) * (1 - fy) * share;
      const wq = fx * (1 - fy) * share;
      const wr = (1 - fx) * fy * share;
      const ws = fx * fy * share;
      const rest = 1 - alpha;
      data[o] =
        (rgba[p] as number) * wp +
        (rgba[q] as number) * wq +
        (rgba[r] as number) * wr +
        (rgba[s] as number) * ws +
        red * alpha +
        (data[o] as number) * rest;
      data[o + 1] =
        (rgba[p + 1] as number) * wp +
        (rgba[q + 1] as number) * wq +
        (rgba[r + 1] as number) * wr +
        (rgba[s + 1] as number) * ws +
        green * alpha +
        (data[o + 1] as number) * rest;
      data[o + 2] =
        (rgba[p + 2] as number) * wp +
        (rgba[q + 2] as number) * wq +
        (rgba[r + 2] as number) * wr +
        (rgba[s + 2] as number) * ws +
        blue * alpha +
        (data[o + 2] as number) * rest;
    }
  }
}

export function wholeOf({ width, height }: { readonly width: number; readonly height: number }): PixelArea {
  return { left: 0, top: 0, right: width, bottom: height };
}

/** The part of a picture that a cover with its feather can change. */
export function areaTouched(cover: Cover, width: number, height: number): PixelArea {
  const outer = 1 + cover.feather;
  const bounds = boundsOf({ ...cover, width: cover.width * outer, height: cover.height * outer });
  const within = (value: number, most: number) => Math.min(most, Math.max(0, value));
  return {
    left: within(Math.floor(bounds.x), width),
    top: within(Math.floor(bounds.y), height),
    right: within(Math.ceil(bounds.x + bounds.width), width),
    bottom: within(Math.ceil(bounds.y + bounds.height), height),
  };
}

/** Copies these parts of one picture to the same places of another of its size. */
export function copyAreas(from: Pixels, to: Pixels, areas: readonly PixelArea[]): void {
  const { width } = from;
  for (const { left, top, right, bottom } of areas) {
    for (let y = top; y < bottom; y++) {
      const at = (y * width + left) * 4;
      to.data.set(from.data.subarray(at, (y * width + right) * 4), at);
    }
  }
}

/** True when a rival has the pixel in its core, nearer to its own middle than `own`. */
function isRivals(rivals: readonly Cover[], px: number, py: number, own: number): boolean {
  return rivals.some((rival) => radiusAt(rival, px, py) < Math.min(own, 1));
}

function clamp(value: number, high: number): number {
  return value < 0 ? 0 : value > high ? high : value;
}
