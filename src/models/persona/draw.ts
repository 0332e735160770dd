/** From a code and a stranger to the picture of a face: nothing else goes in. docs/models/persona-format.md, steps 3 to 5. */
import { scratch } from '../../base/buffers.ts';
import { clamp01, smoothstep } from '../../base/clamp.ts';
import type { CodeValues } from './code.ts';
import { sampleFour } from './planes.ts';
import { type Raster, rasterise } from './raster.ts';
import type { Mesh, Stranger, Strangers } from './strangers.ts';

export interface DrawnFace {
  readonly size: number;
  /** RGBA a pixel, 0..1, colours multiplied by alpha. */
  readonly rgba: Float32Array;
  readonly mesh: Mesh;
}

/** No texel is lit less than this share of the mean, however steep the slopes. */
const LEAST_LIGHT = 0.3;
/**
 * How far below the upper lip, eye distances, a mouth's inside begins to darken, and where it has, and by how much: teeth are only so long,
 * and the texture has them drawn out over the whole opening.
 */
const TEETH = 0.13;
const THROAT = 0.25;
const DARK = 0.85;
/** The border of a mouth's inside among the mesh's points: a corner, the lower lip, the other corner, the upper lip. */
const INNER_LIPS = [
  78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191,
] as const;
/** A blurred alpha below this is at the silhouette. */
const EDGE = 1 - 1e-4;

const litOf = scratch(Float32Array);
const sharpOf = scratch(Float32Array);
const rowsOf = scratch(Float32Array);

/** Draws strangers; keeps what of the atlas is the same for all. */
export class FacePainter {
  readonly strangers: Strangers;
  /** Where on the mean face each texel lies, x and y planes, eye distances. */
  readonly #places: Float32Array;
  /** How far down the inside of the mouth a texel is, 0 at the upper lip, 1 at the lower one; 0 where there is no inside. */
  readonly #within: Float32Array;

  constructor(strangers: Strangers) {
    this.strangers = strangers;
    const { meanShape, points } = strangers;
    const planes = [0, 1].map((axis) =>
      Float32Array.from({ length: points }, (_, p) => meanShape[p * 3 + axis] as number),
    );
    this.#places = texelValues(strangers, planes);
    this.#within = texelValues(strangers, [mouthDepth(points)]);
  }

  /** @param size side of the aligned crop, pixels. */
  draw(values: CodeValues, { texture, shape }: Stranger, size: number): DrawnFace {
    const mesh = this.strangers.mesh(values, shape, size);
    const raster = rasterise(mesh, this.strangers.triangles, size);
    const sharp = this.#paint(raster, this.#lit(values, texture), size);
    return { size, rgba: soften(sharp, size), mesh };
  }

  /** The texture under the code's light, 0..1, with the atlas' alpha: RGBA a texel. */
  #lit(values: CodeValues, texture: Float32Array): Float32Array {
    const { light, red, blue, slope_x, slope_y, mouth_open } = values;
    const [r, b] = [light * red, light * blue];
    const g = (light - 0.299 * r - 0.114 * b) / 0.587;
    const n = texture.length / 3;
    const { alpha } = this.strangers;
    const [mx, my] = this.strangers.light.middle;
    const lit = litOf(n * 4);
    for (let i = 0; i < n; i++) {
      const x = (this.#places[i] as number) - mx;
      const y = (this.#places[n + i] as number) - my;
      const depth = (this.#within[i] as number) * mouth_open;
      const shade = depth > TEETH ? 1 - DARK * smoothstep((depth - TEETH) / (THROAT - TEETH)) : 1;
      const ramp = shade * Math.max(LEAST_LIGHT, 1 + slope_x * x + slope_y * y);
      lit[i * 4] = clamp01((texture[i] as number) * r * ramp);
      lit[i * 4 + 1] = clamp01((texture[n + i] as number) * g * ramp);
      lit[i * 4 + 2] = clamp01((texture[2 * n + i] as number) * b * ramp);
      lit[i * 4 + 3] = alpha[i] as number;
    }
    return lit;
  }

  #paint({ ids, bary }: Raster, lit: Float32Array, size: number): Float32Array {
    const { side, uv, triangles } = this.strangers;
    const texel = new Float64Array(4);
    const rgba = sharpOf(size * size * 4).fill(0);
    for (let pixel = 0; pixel < size * size; pixel++) {
      const triangle = (ids[pixel] as number) * 3;
      if (triangle < 0) {
        continue;
      }
      const a = (triangles[triangle] as number) * 2;
      const b = (triangles[triangle + 1] as number) * 2;
      const c = (triangles[triangle + 2] as number) * 2;
      const wa = bary[pixel * 3] as number;
      const wb = bary[pixel * 3 + 1] as number;
      const wc = bary[pixel * 3 + 2] as number;
      const u = wa * (uv[a] as number) + wb * (uv[b] as number) + wc * (uv[c] as number);
      const v = wa * (uv[a + 1] as number) + wb * (uv[b + 1] as number) + wc * (uv[c + 1] as number);
      sampleFour(lit, side, u, v, texel);
      const opacity = texel[3] as number;
      rgba[pixel * 4] = (texel[0] as number) * opacity;
      rgba[pixel * 4 + 1] = (texel[1] as number) * opacity;
      rgba[pixel * 4 + 2] = (texel[2] as number) * opacity;
      rgba[pixel * 4 + 3] = opacity;
    }
    return rgba;
  }
}

/** A plane of texels for each plane of points: interpolated in the texel's triangle, 0 outside of all or where a point has none (NaN). */
function texelValues({ side, uv, triangles }: Strangers, planes: readonly Float32Array[]): Float32Array {
  const { ids, bary } = rasterise(uv, triangles, side, 2);
  const values = new Float32Array(planes.length * side * side);
  planes.forEach((points, plane) => {
    for (let texel = 0; texel < side * side; texel++) {
      const triangle = ids[texel] as number;
      let sum = 0;
      for (let i = 0; triangle >= 0 && i < 3; i++) {
        const point = triangles[triangle * 3 + i] as number;
        sum += (bary[texel * 3 + i] as number) * (points[point] as number);
      }
      values[plane * side * side + texel] = Number.isNaN(sum) ? 0 : sum;
    }
  });
  return values;
}

/** By point; NaN where it is none of the inner lips'. */
function mouthDepth(points: number): Float32Array {
  const depth = new Float32Array(points).fill(Number.NaN);
  INNER_LIPS.forEach((point, i) => {
    depth[point] = i % 10 === 0 ? 0.5 : i < 10 ? 1 : 0;
  });
  return depth;
}

/** Where a silhouette is cut by pixels it is blurred by 3 × 3; the inside stays as sharp as it was drawn. */
function soften(sharp: Float32Array, size: number): Float32Array {
  const out = sharp.slice();
  // Alpha, blurred along the rows.
  const rows = rowsOf(size * size);
  for (let p = 0; p < size * size; p++) {
    const x = p % size;
    rows[p] =
      (sharp[(x > 0 ? p - 1 : p) * 4 + 3] as number) +
      2 * (sharp[p * 4 + 3] as number) +
      (sharp[(x < size - 1 ? p + 1 : p) * 4 + 3] as number);
  }
  for (let p = 0; p < size * size; p++) {
    const above = p >= size ? p - size : p;
    const below = p < size * (size - 1) ? p + size : p;
    const alpha = ((rows[above] as number) + 2 * (rows[p] as number) + (rows[below] as number)) / 16;
    if (alpha > 0 && alpha < EDGE) {
      blurPixel(sharp, out, size, p);
    }
  }
  return out;
}

function blurPixel(sharp: Float32Array, out: Float32Array, size: number, p: number): void {
  const x = p % size;
  const left = x > 0 ? -4 : 0;
  const right = x < size - 1 ? 4 : 0;
  const above = p >= size ? -size * 4 : 0;
  const below = p < size * (size - 1) ? size * 4 : 0;
  for (let i = p * 4; i < p * 4 + 4; i++) {
    out[i] =
      ((sharp[i + above + left] as number) +
        (sharp[i + above + right] as number) +
        (sharp[i + below + left] as number) +
        (sharp[i + below + right] as number) +
        2 *
          ((sharp[i + above] as number) +
            (sharp[i + below] as number) +
            (sharp[i + left] as number) +
            (sharp[i + right] as number)) +
        4 * (sharp[i] as number)) /
      16;
  }
}
