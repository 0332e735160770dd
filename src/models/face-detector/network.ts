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
