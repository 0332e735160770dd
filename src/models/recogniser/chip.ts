/** A recogniser's aligned picture of one face. */
import { type Pixels, sampleCrop } from '../../base/sample.ts';
import { CHIP_SIDE, CHIP_TEMPLATE, fitSimilarity, type Spot } from './align.ts';

/** The picture that the privacy meter's recogniser sees; as `alignedFace`. */
export function chipOf(picture: Pixels, points: readonly Spot[]): Float32Array {
  return alignedFace(picture, points, CHIP_TEMPLATE, CHIP_SIDE);
}

/**
 * Samples the face whose eyes (left to right on the screen), nose and mouth are `points`, bilinearly, the picture's border
 * repeated outside of it. What is much larger than the chip has to be made smaller first: single pixels are sampled.
 * @param points in pixels of `picture`, pixel centres at .5.
 * @param template where they shall lie, pixel centres at whole numbers.
 * @returns RGB 0..255, row by row, side × side × 3.
 * @throws RangeError where the points fall together.
 */
export function alignedFace(
  picture: Pixels,
  points: readonly Spot[],
  template: readonly Spot[],
  side: number,
): Float32Array {
  const { a, b, e, f } = fitSimilarity(
    template.map(({ x, y }) => ({ x: x + 0.5, y: y + 0.5 })),
    points,
  );
  const grid = { x0: e, y0: f, xs: a * side, ys: b * side, xt: -b * side, yt: a * side };
  const { rgba } = sampleCrop(picture, grid, side);
  const rgb = new Float32Array(side * side * 3);
  for (let i = 0, o = 0; o < rgb.length; i += 4) {
    rgb[o++] = (rgba[i] as number) * 255;
    rgb[o++] = (rgba[i + 1] as number) * 255;
    rgb[o++] = (rgba[i + 2] as number) * 255;
  }
  return rgb;
}
