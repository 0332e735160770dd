import type { Candidate, DetectOptions } from './candidates.ts';

/** Finds faces in a picture, synchronously, on the thread that calls. */
export interface FaceNetwork {
  /**
   * @param pixels the picture's bytes, RGB or RGBA (alpha is not read), row by row; black where it was padded.
   * @param width and height: multiples of 32; layouts of the last four sizes are kept.
   * @returns faces, best first, in pixels of the picture.
   * @throws RangeError when the pixels are not those of such a picture, and FaceNetworkError when the network reports what no
   *   picture gives (numbers that are none, boxes outside, faces in half of its cells) or fails its self-test: nothing is known
   *   about the picture then.
   */
  detect(
    pixels: Uint8Array | Uint8ClampedArray,
    width: number,
    height: number,
    options?: DetectOptions,
  ): readonly Candidate[];
}

/** One of a network's results: height × width × `channels`, of which those beyond the plan's are zeros. */
export interface OutputMap {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly values: Float32Array;
}

/** A network on the processor. */
export interface Network {
  /**
   * @param pixels RGB or RGBA bytes, row by row; alpha is not read.
   * @param width and height: multiples of 2 to the plan's deepest level.
   * @returns the plan's outputs, valid until the next run.
   * @throws RangeError when the pixels are not those of such a picture.
   */
  run(pixels: Uint8Array | Uint8ClampedArray, width: number, height: number): readonly OutputMap[];
}

/** 3 or 4. @throws RangeError when the pixels are not those of such a picture. */
export function bytesOfPixel(pixels: ArrayLike<number>, width: number, height: number): number {
  const bytes = pixels.length / (width * height);
  if (bytes !== 3 && bytes !== 4) {
    throw new RangeError(
      `${pixels.length} bytes are no picture of ${width} × ${height} pixels, RGB or RGBA.`,
    );
  }
  return bytes;
}
