/** Takes the pictures to adapt by: of one person, alone in the picture, spread over some seconds. */

import type { Grid } from '../../base/grid.ts';
import type { Pixels } from '../../base/sample.ts';
import { sampleCrop } from '../../base/sample.ts';
import type { Spot } from '../../models/recogniser/align.ts';
import { alignedGrid } from '../cover/learned-cover.ts';
import type { Face } from '../face.ts';
import type { Example } from './example.ts';
import { sceneOf } from './scene.ts';
import { isKeptApart } from './split.ts';

/** How many pictures are taken, and the least time between two, µs: a person moves in between. */
export const PICTURES = 24;
const APART = 250_000;

export type Wanted =
  | { readonly face: Face; readonly why: null }
  | { readonly face: null; readonly why: 'no-face' | 'several-faces' | 'too-soon' };

export class Collector {
  readonly examples: Example[] = [];
  #last = Number.NEGATIVE_INFINITY;
  #id: number | null = null;

  /**
   * Whether a picture is to be taken of this frame. Bystanders are nobody's to adapt to: with more than one face, none is. When the face is
   * another one than before, collecting begins again.
   * @param timestamp µs
   */
  wants(faces: readonly Face[], timestamp: number): Wanted {
    const [face] = faces;
    if (!face) {
      return { face: null, why: 'no-face' };
    }
    if (faces.length > 1) {
      return { face: null, why: 'several-faces' };
    }
    if (face.state !== 'seen' || face.verdict !== 'confirmed' || !face.landmarks || !face.alignment) {
      return { face: null, why: 'no-face' };
    }
    if (Math.abs(timestamp - this.#last) < APART) {
      return { face: null, why: 'too-soon' };
    }
    if (face.id !== this.#id) {
      this.clear();
      this.#id = face.id;
    }
    this.#last = timestamp;
    return { face, why: null };
  }

  /** @param side of the modifier's crop, pixels. */
  take(pixels: Pixels, { landmarks, alignment }: Pick<Face, 'landmarks' | 'alignment'>, side: number): void {
    if (!landmarks || !alignment) {
      return;
    }
    const grid = alignedGrid(alignment);
    const { rgba } = sampleCrop(pixels, grid, side);
    const picture = new Float32Array(side * side * 3);
    for (let i = 0, o = 0; o < picture.length; i += 4) {
      picture[o++] = rgba[i] as number;
      picture[o++] = rgba[i + 1] as number;
      picture[o++] = rgba[i + 2] as number;
    }
    const { rightEye, leftEye, nose, mouth } = landmarks;
    this.examples.push({
      picture,
      points: [rightEye, leftEye, nose, mouth].map((p) => inCrop(p, grid, side)),
      scene: isKeptApart(this.examples.length) ? sceneOf(pixels, alignment) : null,
    });
  }

  get full(): boolean {
    return this.examples.length >= PICTURES;
  }

  /** Forgets the pictures, and overwrites them. */
  clear(): void {
    forget(this.examples);
    this.examples.length = 0;
    this.#id = null;
  }
}

/** Overwrites the pictures of a person. */
export function forget(examples: readonly Example[]): void {
  for (const { picture, scene } of examples) {
    picture.fill(0);
    scene?.pixels.fill(0);
  }
}

/** A frame position in the crop's pixels, centres at whole numbers. */
export function inCrop({ x, y }: Spot, { x0, y0, xs, ys, xt, yt }: Grid, side: number): Spot {
  const determinant = xs * yt - xt * ys;
  const s = ((x - x0) * yt - (y - y0) * xt) / determinant;
  const t = ((y - y0) * xs - (x - x0) * ys) / determinant;
  return { x: s * side - 0.5, y: t * side - 0.5 };
}
