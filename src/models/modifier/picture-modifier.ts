/** A modifier that runs on the CPU's side: pictures in, pictures out. */
export interface PictureModifier {
  /** Side of its pictures, pixels. */
  readonly side: number;
  /**
   * @param pictures `count` pictures one after another, side × side × RGB in [0, 1].
   * @returns as many, of the same layout and range. The caller may change them; the next call overwrites them.
   */
  apply(pictures: Float32Array, count: number): Promise<Float32Array>;
  dispose(): void;
}
