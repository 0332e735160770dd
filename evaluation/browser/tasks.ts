/** What Node asks of the evaluation page, and what it answers; everything here survives JSON. */
import type { CoverReason } from '../../src/engine/frame.ts';
import type { ModeId, ModeValues } from '../../src/engine/modes/mode.ts';

/** A mode with its parameters, complete and within range. */
export interface TaskVariant {
  /** `mode:parameter=value…`: the same for the same mode and values. */
  readonly id: string;
  readonly mode: ModeId;
  readonly values: ModeValues;
}

export interface FacesTask {
  readonly type: 'faces';
  /** Same-origin URL of the picture. */
  readonly url: string;
  readonly variants: readonly TaskVariant[];
}

export type Task = FacesTask;

/** A picture that cannot be decoded. */
export interface BrokenPicture {
  readonly broken: string;
}

export interface FoundFace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly score: number;
  readonly verdict: 'confirmed' | 'uncertain';
}

export interface FacesOutcome {
  readonly width: number;
  readonly height: number;
  /** Everything that the detector found and the engine covered, pixels. */
  readonly faces: readonly FoundFace[];
  /** Index of the face in the picture's middle; −1 when there is none. */
  readonly subject: number;
  /** What the page would have shown. */
  readonly covered: 'faces' | 'whole';
  readonly reason: CoverReason;
  /**
   * One a recogniser, in the order of `RECOGNISERS`: base64 of float32, the embedding (of length 1) of the raw picture, then of
   * every variant.
   */
  readonly embeddings: readonly string[];
}

export interface Outcomes {
  readonly faces: FacesOutcome | BrokenPicture;
}

/** What the page holds for Node, at `globalThis.evaluation`. */
export interface EvaluationPage {
  /** Resolves when models are loaded; rejects when they cannot be. */
  readonly ready: Promise<void>;
  run<T extends Task>(task: T): Promise<Outcomes[T['type']]>;
}
