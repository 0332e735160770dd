/** Triangles on a grid of pixels: training/guise_training/persona/raster.py is the reference. */
import { scratch } from '../../base/buffers.ts';
import { clamp01 } from '../../base/clamp.ts';

/** In memory that the next call of `rasterise` overwrites. */
export interface Raster {
  /** Triangle of each pixel, −1 for none. */
  readonly ids: Int32Array;
  /** Three weights a pixel; where there is no triangle, anything. */
  readonly bary: Float32Array;
}

/** Less area than this, pixels, is no triangle. */
const LEAST_AREA = 1e-9;
const SLACK = 1e-7;

const idsOf = scratch(Int32Array);
const baryOf = scratch(Float32Array);
const depthOf = scratch(Float32Array);

/**
 * A pixel belongs to the front-facing triangle (positive area, y downwards) that holds its centre, borders included; where several do,
 * to the nearest (smallest z), then to the one of the highest index.
 * @param mesh x, y, z a point. @param stride numbers a point: 2 where there is no depth.
 */
export function rasterise(
  mesh: Float32Array | Float64Array,
  triangles: Uint16Array,
  size: number,
  stride: 2 | 3 = 3,
): Raster {
  const ids = idsOf(size * size).fill(-1);
  const bary = baryOf(size * size * 3);
  const depth = depthOf(size * size).fill(Number.POSITIVE_INFINITY);
  // The hot loop of drawing: no arrays, no calls that are not inlined.
  for (let t = 0; t < triangles.length; t += 3) {
    const a = (triangles[t] as number) * stride;
    const b = (triangles[t + 1] as number) * stride;
    const c = (triangles[t + 2] as number) * stride;
    const ax = mesh[a] as number;
    const ay = mesh[a + 1] as number;
    const abx = (mesh[b] as number) - ax;
    const aby = (mesh[b + 1] as number) - ay;
    const acx = (mesh[c] as number) - ax;
    const acy = (mesh[c + 1] as number) - ay;
    const area = abx * acy - aby * acx;
    if (!(area > LEAST_AREA)) {
      continue;
    }
    const left = Math.max(0, Math.ceil(ax + Math.min(0, abx, acx) - 1e-9));
    const right = Math.min(size - 1, Math.floor(ax + Math.max(0, abx, acx) + 1e-9));
    const top = Math.max(0, Math.ceil(ay + Math.min(0, aby, acy) - 1e-9));
    const bottom = Math.min(size - 1, Math.floor(ay + Math.max(0, aby, acy) + 1e-9));
    const az = stride === 3 ? (mesh[a + 2] as number) : 0;
    const bz = stride === 3 ? (mesh[b + 2] as number) : 0;
    const cz = stride === 3 ? (mesh[c + 2] as number) : 0;
    for (let y = top; y <= bottom; y++) {
      const dy = y - ay;
      for (let x = left; x <= right; x++) {
        const dx = x - ax;
        const wb = (dx * acy - dy * acx) / area;
        const wc = (abx * dy - aby * dx) / area;
        const wa = 1 - wb - wc;
        if (wa < -SLACK || wb < -SLACK || wc < -SLACK) {
          continue;
        }
        const ca = clamp01(wa);
        const cb = clamp01(wb);
        const cc = clamp01(wc);
        const z = az * ca + bz * cb + cz * cc;
        const pixel = y * size + x;
        if (z <= (depth[pixel] as number)) {
          depth[pixel] = z;
          ids[pixel] = t / 3;
          bary[pixel * 3] = ca;
          bary[pixel * 3 + 1] = cb;
          bary[pixel * 3 + 2] = cc;
        }
      }
    }
  }
  return { ids, bary };
}
