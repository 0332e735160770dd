/** Triangles on a grid of pixels: training/guise_training/persona/raster.py is the reference. */
import { clamp01 } from '../../base/clamp.ts';

export interface Raster {
  /** Triangle of each pixel, −1 for none. */
  readonly ids: Int32Array;
  /** Three weights a pixel. */
  readonly bary: Float32Array;
}

/** Less area than this, pixels, is no triangle. */
const LEAST_AREA = 1e-9;
const SLACK = 1e-7;

/**
 * A pixel belongs to the front-facing triangle (positive area, y downwards) that holds its centre, borders included; where several do,
 * to the nearest (smallest z), then to the one of the highest index.
 * @param mesh x, y, z a point. @param stride numbers a point: 2 where there is no depth.
 */
export function rasterise(
  mesh: ArrayLike<number>,
  triangles: Uint16Array,
  size: number,
  stride: 2 | 3 = 3,
): Raster {
  const ids = new Int32Array(size * size).fill(-1);
  const bary = new Float32Array(size * size * 3);
  const depth = new Float64Array(size * size).fill(Number.POSITIVE_INFINITY);
  const at = (point: number, axis: number) => mesh[point * stride + axis] as number;
  for (let t = 0; t < triangles.length / 3; t++) {
    const [a, b, c] = [
      triangles[t * 3] as number,
      triangles[t * 3 + 1] as number,
      triangles[t * 3 + 2] as number,
    ];
    const [ax, ay, bx, by, cx, cy] = [at(a, 0), at(a, 1), at(b, 0), at(b, 1), at(c, 0), at(c, 1)];
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    if (!(area > LEAST_AREA)) {
      continue;
    }
    const left = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 1e-9));
    const right = Math.min(size - 1, Math.floor(Math.max(ax, bx, cx) + 1e-9));
    const top = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 1e-9));
    const bottom = Math.min(size - 1, Math.floor(Math.max(ay, by, cy) + 1e-9));
    const [az, bz, cz] = stride === 3 ? [at(a, 2), at(b, 2), at(c, 2)] : [0, 0, 0];
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const wb = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / area;
        const wc = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / area;
        const wa = 1 - wb - wc;
        if (wa < -SLACK || wb < -SLACK || wc < -SLACK) {
          continue;
        }
        const [ca, cb, cc] = [clamp01(wa), clamp01(wb), clamp01(wc)];
        const z = az * ca + bz * cb + cz * cc;
        const pixel = y * size + x;
        if (z <= (depth[pixel] as number)) {
          depth[pixel] = z;
          ids[pixel] = t;
          bary.set([ca, cb, cc], pixel * 3);
        }
      }
    }
  }
  return { ids, bary };
}
