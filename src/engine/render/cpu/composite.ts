import type { Cover } from '../../face.ts';
import { boundsOf } from '../../guard.ts';
import type { Crop } from '../../modes/mode.ts';
import { rampOf } from './opacity.ts';
import type { Pixels } from './sample.ts';

/**
 * Warps a crop back over the picture, in place. Inside the cover's core the crop alone is seen; in the feather ring
 * outside it fades into what is there; beyond, nothing is touched. Covers drawn one after another never bring a raw
 * pixel back: each only mixes with what the earlier ones left.
 */
export function composite(picture: Pixels, cover: Cover, crop: Crop): void {
  const { width, height, data } = picture;
  const { side, rgba } = crop;
  const { feather, exponent } = cover;
  const outer = 1 + feather;
  const bounds = boundsOf({ ...cover, width: cover.width * outer, height: cover.height * outer });
  const left = Math.max(0, Math.floor(bounds.x));
  const top = Math.max(0, Math.floor(bounds.y));
  const right = Math.min(width, Math.ceil(bounds.x + bounds.width));
  const bottom = Math.min(height, Math.ceil(bounds.y + bounds.height));
  const cos = Math.cos(cover.angle);
  const sin = Math.sin(cover.angle);
  const a = cover.width / 2;
  const b = cover.height / 2;
  const ramp = rampOf(exponent, feather);
  const last = side - 1;
  const row = side * 4;
  // Beside `sampleCrop` the hot loop of CPU rendering: no inner loop over colours, no power.
  for (let y = top; y < bottom; y++) {
    const dy = y + 0.5 - cover.centre.y;
    for (let x = left, o = (y * width + left) * 4; x < right; x++, o += 4) {
      const dx = x + 0.5 - cover.centre.x;
      const u = (dx * cos + dy * sin) / a;
      const v = (dy * cos - dx * sin) / b;
      const alpha = ramp.opacity(u, v);
      if (alpha === 0) {
        continue;
      }
      const cx = clamp(((u / outer + 1) / 2) * side - 0.5, last);
      const cy = clamp(((v / outer + 1) / 2) * side - 0.5, last);
      const x0 = cx | 0;
      const y0 = cy | 0;
      const fx = cx - x0;
      const fy = cy - y0;
      const p = y0 * row + x0 * 4;
      const q = x0 < last ? p + 4 : p;
      const down = y0 < last ? row : 0;
      const r = p + down;
      const s = q + down;
      const share = alpha * 255;
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
        (data[o] as number) * rest;
      data[o + 1] =
        (rgba[p + 1] as number) * wp +
        (rgba[q + 1] as number) * wq +
        (rgba[r + 1] as number) * wr +
        (rgba[s + 1] as number) * ws +
        (data[o + 1] as number) * rest;
      data[o + 2] =
        (rgba[p + 2] as number) * wp +
        (rgba[q + 2] as number) * wq +
        (rgba[r + 2] as number) * wr +
        (rgba[s + 2] as number) * ws +
        (data[o + 2] as number) * rest;
    }
  }
}

function clamp(value: number, high: number): number {
  return value < 0 ? 0 : value > high ? high : value;
}
