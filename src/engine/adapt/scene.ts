/** The whole picture around a face, small, as the action detector gets it: what the person does, whatever face is drawn. */

import { type FramePx, point } from '../../base/geometry.ts';
import { type Pixels, sampleForModifier } from '../../base/sample.ts';
import { alignedGrid, type FoundAlignment, learnedCover } from '../cover/learned-cover.ts';
import type { Alignment, Cover } from '../face.ts';
import { SIDE } from '../meters/action/input-size.ts';
import { GREY, letterbox } from '../meters/action/letterbox.ts';
import { composite } from '../render/cpu/composite.ts';
import { matchSeam, seamOf } from '../render/learned/seam.ts';
import { evenTint } from '../render/learned/tint.ts';

export interface Scene {
  /** The raw frame in the detector's square: SIDE × SIDE × RGBA. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** Where the modifier's crop lies, and what of it replaces the face, both in the square's pixels. */
  readonly alignment: FoundAlignment;
  readonly cover: Cover;
}

/** Copies what is needed of a frame. Null for a face that the modifier would not get. */
export function sceneOf(frame: Pixels, aligned: Alignment): Scene | null {
  const cover = learnedCover(aligned, aligned.sighting);
  if (!cover) {
    return null;
  }
  const { scale, left, top, width, height } = letterbox(frame.width, frame.height, SIDE);
  const grid = { x0: -left / scale, y0: -top / scale, xs: SIDE / scale, ys: 0, xt: 0, yt: SIDE / scale };
  const rgb = new Float32Array(SIDE * SIDE * 3);
  sampleForModifier(frame, grid, SIDE, rgb, 0);
  const pixels = new Uint8ClampedArray(SIDE * SIDE * 4).fill(255);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const inside = x >= left && x < left + width && y >= top && y < top + height;
      for (let c = 0; c < 3; c++) {
        const p = y * SIDE + x;
        pixels[p * 4 + c] = inside ? (rgb[p * 3 + c] as number) * 255 : GREY;
      }
    }
  }
  rgb.fill(0);
  const at = ({ x, y }: { readonly x: number; readonly y: number }) =>
    point<FramePx>(x * scale + left, y * scale + top);
  return {
    pixels,
    alignment: { centre: at(aligned.centre), side: aligned.side * scale, angle: aligned.angle },
    cover: {
      ...cover,
      centre: at(cover.centre),
      width: cover.width * scale,
      height: cover.height * scale,
    },
  };
}

/**
 * The square with another face, as the page would show it (but for the memory of earlier frames).
 * @param before the face's raw crop. @param made what a modifier made of it; both side × side × RGB in [0, 1].
 * @returns SIDE × SIDE × RGB, 0..255.
 */
export function withFace(
  { pixels, alignment, cover }: Scene,
  before: Float32Array,
  made: Float32Array,
): Float32Array {
  const side = Math.sqrt(made.length / 3);
  const after = made.slice();
  const seam = seamOf(cover, alignment, side);
  evenTint(after, seam);
  matchSeam(before, after, seam);
  const rgba = new Float32Array(side * side * 4).fill(1);
  for (let p = 0; p < side * side; p++) {
    rgba.set(after.subarray(p * 3, p * 3 + 3), p * 4);
  }
  const picture = { width: SIDE, height: SIDE, data: pixels.slice() };
  composite(picture, cover, { side, rgba }, alignedGrid(alignment));
  const rgb = new Float32Array(SIDE * SIDE * 3);
  for (let p = 0; p < SIDE * SIDE; p++) {
    rgb.set(picture.data.subarray(p * 4, p * 4 + 3), p * 3);
  }
  return rgb;
}
