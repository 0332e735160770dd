import type { Cover } from '../face.ts';
import type { RawFrame, RendererKind } from '../frame.ts';
import type { ModeId, ModeValues } from '../modes/mode.ts';

/** One face of one view: where it is covered, and how. */
export interface CoverJob {
  readonly cover: Cover;
  readonly mode: ModeId;
  readonly values: ModeValues;
}

/** One output picture: the frame with every job's cover replaced. */
export interface ViewJob {
  readonly covers: readonly CoverJob[];
}

export interface RenderRequest {
  readonly frame: RawFrame;
  /** Up to four; each becomes one picture of the frame's size. */
  readonly views: readonly ViewJob[];
}

/**
 * Turns a raw frame and covers into pictures. Two implementations (`cpu/`, `webgpu/`) that agree within
 * `RENDERER_TOLERANCE`; the CPU one is the reference. The fully covered part of a picture is made of the mode's
 * output alone; a failed mode leaves it black, never raw.
 */
export interface Renderer {
  readonly kind: RendererKind;
  /**
   * One picture a view, in order, of the frame's display size.
   * @throws when anything failed: a GPU error, a lost device, a shader that did not compile. The caller covers whole.
   */
  render(request: RenderRequest): Promise<ImageBitmap[]>;
  /** Resolves with the reason when the renderer can no longer be used (device lost); never for the CPU. */
  readonly lost: Promise<string>;
  dispose(): void;
}

/** Largest difference of a colour value (0..255) between the two renderers, and its mean. */
export const RENDERER_TOLERANCE = { max: 6, mean: 0.5 } as const;
