import type { Cover } from '../../face.ts';
import { boundsOf } from '../../guard.ts';
import type { Crop } from '../../modes/mode.ts';
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
  for (let y = top; y < bottom; y++) {
    const dy = y + 0.5 - cover.centre.y;
    for (let x = left; x < right; x++) {
      const dx = x + 0.5 - cover.centre.x;
      const u = (dx * cos + dy * sin) / a;
      const v = (dy * cos - dx * sin) / b;
      const alpha = opacity(u, v, exponent, feather);
      if (alpha === 0) {
        continue;
      }
      const cx = clamp(((u / outer + 1) / 2) * side - 0.5, side - 1);
      const cy = clamp(((v / outer + 1) / 2) * side - 0.5, side - 1);
      const x0 = Math.floor(cx);
      const y0 = Math.floor(cy);
      const fx = cx - x0;
      const fy = cy - y0;
      const r = x0 < side - 1 ? 4 : 0;
      const d = y0 < side - 1 ? side * 4 : 0;
      const at = (y0 * side + x0) * 4;
      const o = (y * width + x) * 4;
      for (let c = 0; c < 3; c++) {
        const p = at + c;
        const upper = (rgba[p] as number) * (1 - fx) + (rgba[p + r] as number) * fx;
        const lower = (rgba[p + d] as number) * (1 - fx) + (rgba[p + d + r] as number) * fx;
        const value = (upper * (1 - fy) + lower * fy) * 255;
        data[o + c] = alpha === 1 ? value : value * alpha + (data[o + c] as number) * (1 - alpha);
      }
    }
  }
}

/** 1 in the core |u|^p + |v|^p <= 1, 0 beyond the ring, a smooth ramp between; u, v in half sides of the core. */
export function opacity(u: number, v: number, exponent: number, feather: number): number {
  // The exponent is 2 at least, so the ellipse lies inside the core: no power needed for most pixels.
  if (u * u + v * v <= 1) {
    return 1;
  }
  const distance = (Math.abs(u) ** exponent + Math.abs(v) ** exponent) ** (1 / exponent);
  if (distance <= 1) {
    return 1;
  }
  if (distance >= 1 + feather) {
    return 0;
  }
  const t = (1 + feather - distance) / feather;
  return t * t * (3 - 2 * t);
}

function clamp(value: number, high: number): number {
  return value < 0 ? 0 : Math.min(value, high);
}
