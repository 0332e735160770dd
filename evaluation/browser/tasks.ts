/** What Node asks of the evaluation page, and what it answers; everything here survives JSON. */
import type { Variant } from '../../cli/variants.ts';
import type { Rectangle } from '../../src/base/geometry.ts';
import type { VerifiedDetection } from '../../src/engine/face.ts';
import type { CoverReason } from '../../src/engine/safe/frame.ts';
import type { FoundBox } from '../../src/metrics/detection.ts';
import type { FacePixels } from '../../src/metrics/leaks.ts';

/** What the page has to know of a variant. */
export type TaskVariant = Pick<Variant, 'id' | 'mode' | 'values'>;
export const asked = ({ id, mode, values }: Variant): TaskVariant => ({ id, mode, values });

/** The page's own first task. */
export interface ReadyTask {
  readonly type: 'ready';
  /** What the tasks will be about: that is loaded too. */
  readonly kind: string;
}

export interface FacesTask {
  readonly type: 'faces';
  /** Same-origin URL of the picture. */
  readonly url: string;
  readonly variants: readonly TaskVariant[];
}

export interface ActionsTask {
  readonly type: 'actions';
  /** Same-origin URL of the picture. */
  readonly url: string;
  readonly variants: readonly TaskVariant[];
}

export interface ActionsOutcome {
  readonly width: number;
  readonly height: number;
  readonly covered: 'faces' | 'whole';
  readonly reason: CoverReason;
  /** Boxes in pixels of the picture: found in it raw, then in every variant. */
  readonly found: readonly (readonly FoundBox[])[];
}

/** Asks for the action detector's classes. */
export interface ActionLabelsTask {
  readonly type: 'action-labels';
}

export interface DeskTask {
  readonly type: 'desk';
  /** Same-origin URL of the picture. */
  readonly url: string;
  /** Labels that are said; others are nothing. */
  readonly labels: readonly string[];
  readonly variants: readonly TaskVariant[];
}

export interface DeskOutcome {
  /** Of the largest face, in the raw picture and in every variant; null where it was covered whole or has no face. */
  readonly said: readonly ({ readonly label: string; readonly score: number } | null)[];
  /** ms a picture. */
  readonly duration: number;
}

/** How a clip is played through. */
export interface Playing {
  /** Left and right changed places. */
  readonly mirrored: boolean;
  /** 1: as it was taken; 0.5: half as fast, so that it takes twice as long. */
  readonly speed: number;
  /** So many times larger, about the picture's middle, its border cut off; below 1 with grey around it. */
  readonly zoom: number;
}

/** Plays a clip, or a photograph that is held, through as a camera's. */
export interface DeskClipTask {
  readonly type: 'desk-clip';
  readonly url: string;
  /** Seconds that a photograph is held; null: it is a clip. */
  readonly held: number | null;
  readonly playing: Playing;
  readonly variant: TaskVariant;
  /** Look at the picture as it came in, not at what the variant makes of it. */
  readonly raw: boolean;
  /** Also labels that are not shown by default. */
  readonly all: boolean;
}

export interface DeskClipOutcome {
  readonly seconds: number;
  /** Each look, and what everybody does. */
  readonly said: readonly { readonly at: number; readonly labels: readonly string[] }[];
}

/** Opens a video; the frames come with `leaks-next`. One at a time. */
export interface LeaksOpenTask {
  readonly type: 'leaks-open';
  /** Same-origin URL of the video; read in pieces. */
  readonly url: string;
  readonly variants: readonly TaskVariant[];
  /** Every pass of the detector on every frame, as for an exported file; otherwise as for a camera. */
  readonly thorough: boolean;
  /** What the detector said of the first frames in a run that was interrupted: they are gone through again, not measured. */
  readonly seen: readonly (readonly SeenFace[])[];
}

/** The next frames in order. */
export interface LeaksNextTask {
  readonly type: 'leaks-next';
  readonly count: number;
  /** True faces, one entry a frame; null asks the independent detector. An entry of null: that frame is not judged. */
  readonly truth: readonly (readonly TrueFace[] | null)[] | null;
}

export type Task =
  | FacesTask
  | ActionsTask
  | ActionLabelsTask
  | DeskTask
  | DeskClipTask
  | LeaksOpenTask
  | LeaksNextTask;

/** The ellipse in this box is the face: cheek to cheek, brows to chin; frame pixels. */
export type TrueFace = Rectangle;

/** A detection as it is kept between runs. */
export type SeenFace = VerifiedDetection;

export interface VideoInfo {
  readonly width: number;
  readonly height: number;
  /** Seconds. */
  readonly duration: number;
  readonly codec: string;
  /** Frames in the file. */
  readonly frames: number;
}

export interface MeasuredFrame {
  /** µs */
  readonly timestamp: number;
  readonly reason: CoverReason;
  /** True faces in it; null when the frame was not judged. */
  readonly truth: readonly TrueFace[] | null;
  /** One a variant, one entry a true face. */
  readonly pixels: readonly (readonly FacePixels[])[];
  readonly seen: readonly SeenFace[];
}

/** A picture that cannot be decoded. */
export interface BrokenPicture {
  readonly broken: string;
}

export interface FoundFace extends Rectangle {
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
  readonly actions: ActionsOutcome | BrokenPicture;
  readonly 'action-labels': readonly string[];
  readonly desk: DeskOutcome | BrokenPicture;
  readonly 'desk-clip': DeskClipOutcome;
  readonly 'leaks-open': VideoInfo;
  /** Fewer than asked for at the video's end. */
  readonly 'leaks-next': readonly MeasuredFrame[];
}

/** What the page holds for Node, at `globalThis.evaluation`. */
export interface EvaluationPage {
  /** Resolves when models are loaded; rejects when they cannot be. */
  readonly ready: Promise<void>;
  run<T extends Task>(task: T): Promise<Outcomes[T['type']]>;
}
