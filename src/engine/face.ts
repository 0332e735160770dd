import type { Box, FramePx, Point } from '../base/geometry.ts';

/** Which pass of the detector found a face. */
export type DetectionPass = 'full' | 'short' | 'border' | 'rotated' | 'tile' | 'region';

/** MediaPipe's six points, in this order. "Right" is the person's right, at the left of an unmirrored picture. */
export interface Landmarks {
  readonly rightEye: Point<FramePx>;
  readonly leftEye: Point<FramePx>;
  readonly nose: Point<FramePx>;
  readonly mouth: Point<FramePx>;
  readonly rightEar: Point<FramePx>;
  readonly leftEar: Point<FramePx>;
}

/**
 * A face that a detector saw in one frame.
 * `box`: axis-parallel, around brows to chin, may reach over the border. `roll`: radians, 0 upright, positive
 * clockwise as seen on the screen (y down), from the eyes; the pass's own rotation is already undone.
 */
export interface Detection {
  readonly box: Box<FramePx>;
  /** 0..1 */
  readonly score: number;
  readonly roll: number;
  readonly landmarks: Landmarks | null;
  readonly pass: DetectionPass;
  /** It reaches a border of what that pass looked at, beyond which the frame goes on: it may be half a face, or no whole one's place. */
  readonly cut?: boolean;
  /** It is made up of a face at the frame's border and its mirror image beyond it. */
  readonly mirrored?: boolean;
}

/**
 * The second stage (paper, section 4 "Face Detection") decides between *confirmed* and *uncertain*.
 * Both are covered; only confirmed faces may get the learned face.
 */
export type Verdict = 'confirmed' | 'uncertain';

export interface VerifiedDetection extends Detection {
  readonly verdict: Verdict;
  /** What of it a learned face must hold, where `box` was united of several passes'. */
  readonly sighting?: Sighting;
  /**
   * Its points as that pass saw them which looks at every frame, where it saw it. Passes differ by a few pixels, and which is the
   * best one changes from frame to frame: what is aligned by the best one's points shakes.
   */
  readonly steady?: Landmarks | null;
}

/** How one face was seen by the passes of one frame. */
export interface Sighting {
  /** The box of the best pass alone. */
  readonly box: Box<FramePx>;
  /** Every pass's points: those of another face that was taken for the same one are among them. */
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
  readonly known: boolean;
  /** 'seen' in this very frame, or 'predicted' from earlier ones because it was lost. */
  readonly state: 'seen' | 'predicted';
  /** How long since it was last seen, µs; 0 when seen. */
  readonly lostFor: number;
  readonly cover: Cover;
  /**
   * Where the modifier looks; null unless it was seen with its landmarks and surely is a face, in this very frame or a moment ago
   * (`state` says which).
   */
  readonly alignment: Alignment | null;
}

/** The modifier's crop: a square of the frame, in which the eyes are level. */
export interface Alignment {
  /** Names the face for as long as it is followed without a gap; what was remembered of it belongs to this key. */
  readonly key: number;
  readonly centre: Point<FramePx>;
  /** Frame pixels. */
  readonly side: number;
  /** Radians, as `Detection.roll`. */
  readonly angle: number;
  /** What its cover must hold. */
  readonly sighting: Sighting;
}

/**
 * The part of the frame that is replaced: a rotated rectangle, of which the superellipse
 * |u/a|^p + |v/b|^p <= 1 (a, b: half sides; p: `exponent`) is covered for certain, at full strength.
 * The face box lies wholly inside of it. The feather lies outside of it.
 */
export interface Cover {
  readonly centre: Point<FramePx>;
  /** Full side lengths along the rotated axes, frame pixels. */
  readonly width: number;
  readonly height: number;
  /** Radians, as `Detection.roll`. */
  readonly angle: number;
  /** >= 2. 2 is an ellipse; large values approach a rectangle. */
  readonly exponent: number;
  /** Width of the soft ring outside the cover as a share of the half side, 0..0.5. */
  readonly feather: number;
}
