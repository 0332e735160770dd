import type { ModifierWeights } from '../../models/modifier/weights.ts';
import type { PersonaWeights } from '../../models/persona/weights.ts';
import type { Alignment, Cover } from '../face.ts';
import type { ModeId, ModeValues, NetworkMode } from '../modes/mode.ts';
import type { PictureFormat, RawFrame, RendererKind, SafeFrame } from './frame.ts';

/** The colour that drawn covers come out of and go back to, 0..1; composite.wgsl has it too. It is the mask's slate. */
export const PLAIN = [0.2, 0.24, 0.3] as const;

/** One face of one view: where it is covered, and how. */
export interface CoverJob {
  readonly cover: Cover;
  readonly mode: ModeId;
  readonly values: ModeValues;
  /** Share of `PLAIN` in what covers the face, 0 to 1; the rest is the mode's. */
  readonly plain?: number;
  /** For a mode that a network draws, and for no other: where its crop lies. */
  readonly aligned?: Alignment;
}

/** One output picture: the frame with every job's cover replaced. */
export interface ViewJob {
  readonly covers: readonly CoverJob[];
}

export interface RenderRequest {
  readonly frame: RawFrame;
  /** Up to four; each becomes one picture of the frame's size. */
  readonly views: readonly ViewJob[];
  /** Missing: 'rgba'. 'i420' is a wish: pictures may come as 'rgba' all the same. */
  readonly format?: PictureFormat | undefined;
}

/**
 * Turns a raw frame and covers into pictures. Two implementations (`cpu/`, `webgpu/`) that agree within
 * `RENDERER_TOLERANCE`; the CPU one is the reference. The fully covered part of a picture is made of the mode's
 * output alone; a failed mode leaves it black, never raw.
 */
export interface Renderer {
  readonly kind: RendererKind;
  /**
   * One picture a view, in order, of the frame's display size. The caller closes them.
   * @throws NetworkError when a mode's network failed: draw the same with another mode.
   * @throws when anything else failed: a GPU error, a lost device, a shader that did not compile. The caller covers whole.
   */
  render(request: RenderRequest): Promise<SafeFrame['picture'][]>;
  /** What it draws on, for what else runs there; null for the CPU. */
  readonly device: GPUDevice | null;
  /** What draws the modes of networks, once it is given its weights. */
  readonly networks: Networks;
  /** Resolves with the reason when the renderer can no longer be used (device lost); never for the CPU. */
  readonly lost: Promise<string>;
  dispose(): void;
}

export interface NetworkWeights {
  readonly learned: ModifierWeights;
  readonly persona: PersonaWeights;
}

export type Networks = { readonly [M in NetworkMode]: RendererNetwork<NetworkWeights[M]> };

/** What a renderer draws the faces of one mode with. All of a request's go through it together. */
export interface RendererNetwork<Weights> {
  /** True when jobs of the mode may be given to the renderer. */
  readonly ready: boolean;
  /** How long the network took for the last request that needed it, ms. */
  readonly duration: number;
  /**
   * Makes it ready; null lets it go.
   * @throws when it cannot be run here.
   */
  use(weights: Weights | null): Promise<void>;
}

/** A mode's network failed, and nothing else: the frame can still be drawn with another mode. */
export class NetworkError extends Error {
  readonly mode: NetworkMode;

  constructor(mode: NetworkMode, words: string) {
    super(words);
    this.mode = mode;
  }
}

/** Largest difference of a colour value (0..255) between the two renderers, and its mean. */
export const RENDERER_TOLERANCE = { max: 6, mean: 0.5 } as const;
