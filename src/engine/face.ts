import type { Box, FramePx, Point } from '../base/geometry.ts';
import type { Superellipse } from '../base/superellipse.ts';

/** Points of a face. "Right" is the person's right, at the left of an unmirrored picture. */
export interface Landmarks {
  readonly rightEye: Point<FramePx>;
  readonly leftEye: Point<FramePx>;
  readonly nose: Point<FramePx>;
  readonly mouth: Point<FramePx>;
}

/**
 * A face that a detector saw in one frame.
 * `box`: axis-parallel, from the hair line to the chin, may reach over the border. `roll`: radians, 0 upright, positive
 * clockwise as seen on the screen (y down).
 */
export interface Detection {
  readonly box: Box<FramePx>;
  /** 0..1 */
  readonly score: number;
  readonly roll: number;
  readonly landmarks: Landmarks | null;
}

/**
 * The second stage (paper, section 4 "Face Detection") decides between *confirmed* and *uncertain*. Both are covered, an uncertain
 * one plainly; only confirmed faces may get a drawn or a learned one.
 */
export type Verdict = 'confirmed' | 'uncertain';

export interface VerifiedDetection extends Detection {
  readonly verdict: Verdict;
  /** No face, but the head of a person who shows none; counts only while there is no face that could be meant. */
  readonly isHead?: true;
}

/**
 * A find that scores so much counts as having found the frame's face. Faces seen from the side, or behind a hand or a phone, mostly score
 * more; most of what is none scores less.
 */
export const CREDIBLE_SCORE = 0.45;

/** What a learned face must hold. */
export interface Sighting {
  readonly box: Box<FramePx>;
  readonly landmarks: readonly Landmarks[];
}

/** A face with an identity over time. `id` counts from 1 within a session and is never given out twice. */
export interface Face {
  readonly id: number;
  /** Filtered or predicted face box (not enlarged). */
  readonly box: Box<FramePx>;
  readonly roll: number;
  readonly landmarks: Landmarks | null;
  readonly verdict: Verdict;
  /** It was confirmed in this or an earlier frame: this is a face, whatever the detector thinks of it just now. */
  readonly everConfirmed: boolean;
  /**
   * It was confirmed, or its score was that of most hidden or turned faces, or it is the head of a person who shows no face: the frame's
   * face was found.
   */
  readonly credible: boolean;
  /** 'seen' in this very frame, or 'predicted' from earlier ones because it was lost. */
  readonly state: 'seen' | 'predicted';
  /** How long since it was last seen, µs; 0 when seen. */
  readonly lostFor: number;
  readonly cover: Cover;
  /** Share of plain colour in a drawn cover, 0 to 1: it comes out of a plain one, and goes back to it. Missing: none. */
  readonly plain?: number;
  /**
   * Where a network that draws it looks; null unless it was seen with its landmarks and is confirmed, in this very frame or a moment ago
   * (`state` says which).
   */
  readonly alignment: Alignment | null;
}

/** The crop that networks see: a square of the frame, in which the eyes are level. */
export interface Alignment {
  /** Names the face for as long as it is followed without a gap; what was remembered of it belongs to this key. */
  readonly key: number;
  /** Names the face for as long as it is followed, with gaps. */
  readonly track: number;
  readonly centre: Point<FramePx>;
  /** Frame pixels. */
  readonly side: number;
  /** Radians, as `Detection.roll`. */
  readonly angle: number;
  /** What its cover must hold. */
  readonly sighting: Sighting;
}

/** The part of the frame that is replaced: the shape at full strength, which holds the face box wholly, and a feather about it. */
export interface Cover extends Superellipse {
  /** Width of the soft ring outside the shape as a share of the half side, 0..0.5. */
  readonly feather: number;
}
