/** From a code and a stranger to the picture of a face: nothing else goes in. docs/models/persona-format.md, steps 3 to 5. */
import { clamp01 } from '../../base/clamp.ts';
import type { CodeValues } from './code.ts';
import { sampleBilinear } from './planes.ts';
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
/** A blurred alpha below this is at the silhouette. */
const EDGE = 1 - 1e-4;

/** Draws strangers; keeps what of the atlas is the same for all. */
export class FacePainter {
  readonly strangers: Strangers;
  /** Where on the mean face each texel lies, x and y planes, eye distances. */
  readonly #places: Float32Array;

  constructor(strangers: Strangers) {
    this.strangers = strangers;
    this.#places = texelPlaces(strangers);
  }

  /** @param size side of the aligned crop, pixels. */
  draw(values: CodeValues, { texture, shape }: Stranger, size: number): DrawnFace {
    const mesh = this.strangers.mesh(values, shape, size);
    const rgba = this.#paint(
      rasterise(mesh, this.strangers.triangles, size),
      this.#lit(values, texture),
      size,
    );
    return { size, rgba: soften(rgba, size), mesh };
  }

  /** The texture under the code's light, RGB planes in 0..1. */
  #lit(values: CodeValues, texture: Float32Array): Float32Array {
    const { light, red, blue, slope_x, slope_y } = values;
    const colour = [light * red, (light - 0.299 * light * red - 0.114 * light * blue) / 0.587, light * blue];
    const n = texture.length / 3;
    const [mx, my] = this.strangers.light.middle;
    const lit = new Float32Array(texture.length);
    for (let i = 0; i < n; i++) {
      const x = (this.#places[i] as number) - mx;
      const y = (this.#places[n + i] as number) - my;
      const ramp = Math.max(LEAST_LIGHT, 1 + slope_x * x + slope_y * y);
      for (let c = 0; c < 3; c++) {
        lit[c * n + i] = clamp01((texture[c * n + i] as number) * (colour[c] as number) * ramp);
      }
    }
    return lit;
  }

  #paint({ ids, bary }: Raster, lit: Float32Array, size: number): Float32Array {
    const { side, uv, triangles, alpha } = this.strangers;
    const n = side * side;
    const rgba = new Float32Array(size * size * 4);
    for (let pixel = 0; pixel < ids.length; pixel++) {
      const triangle = ids[pixel] as number;
      if (triangle < 0) {
        continue;
      }
      let [x, y] = [0, 0];
      for (let i = 0; i < 3; i++) {
        const point = triangles[triangle * 3 + i] as number;
        const weight = bary[pixel * 3 + i] as number;
        x += weight * (uv[point * 2] as number);
        y += weight * (uv[point * 2 + 1] as number);
      }
      const opacity = sampleBilinear(alpha, side, x, y);
      for (let c = 0; c < 3; c++) {
        rgba[pixel * 4 + c] = sampleBilinear(lit, side, x, y, c * n) * opacity;
      }
      rgba[pixel * 4 + 3] = opacity;
    }
    return rgba;
  }
}

function texelPlaces({ side, uv, triangles, meanShape }: Strangers): Float32Array {
  const { ids, bary } = rasterise(uv, triangles, side, 2);
  const places = new Float32Array(2 * side * side);
  ids.forEach((triangle, texel) => {
    if (triangle >= 0) {
      for (let i = 0; i < 3; i++) {
        const point = triangles[triangle * 3 + i] as number;
        const weight = bary[texel * 3 + i] as number;
        for (let axis = 0; axis < 2; axis++) {
          const at = axis * side * side + texel;
          places[at] = (places[at] as number) + weight * (meanShape[point * 3 + axis] as number);
        }
      }
    }
  });
  return places;
}

/** Where a silhouette is cut by pixels it is blurred by 3 × 3; the inside stays as sharp as it was drawn. */
function soften(rgba: Float32Array, size: number): Float32Array {
  const out = rgba.slice();
  const sum = [0, 0, 0, 0];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      sum.fill(0);
      for (let dy = -1; dy <= 1; dy++) {
        const row = Math.min(size - 1, Math.max(0, y + dy)) * size;
        for (let dx = -1; dx <= 1; dx++) {
          const from = (row + Math.min(size - 1, Math.max(0, x + dx))) * 4;
          const weight = ((dx === 0 ? 2 : 1) * (dy === 0 ? 2 : 1)) / 16;
          for (let c = 0; c < 4; c++) {
            sum[c] = (sum[c] as number) + weight * (rgba[from + c] as number);
          }
        }
      }
      if ((sum[3] as number) < EDGE) {
        out.set(sum, (y * size + x) * 4);
      }
    }
  }
  return out;
}
