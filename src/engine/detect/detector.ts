import type { Box, FramePx } from '../../base/geometry.ts';
import type { VerifiedDetection } from '../face.ts';
import type { RawFrame } from '../safe/frame.ts';

/** A place where a face must be by the track's prediction, though the last pass over the whole frame may have missed it. */
export interface Region {
  readonly box: Box<FramePx>;
  /** Radians; the region is looked at with this roll undone. */
  readonly roll: number;
}

export interface DetectRequest {
  readonly frame: RawFrame;
  /**
   * Faces that are followed, those not seen for longest first; those that the other passes do not find again are looked for
   * where they must be, a few looks a frame.
   */
  readonly regions: readonly Region[];
  /**
   * 'live': the whole frame, its side borders, the missed regions, and one of the dearer passes (short range, rotated, tiles) in turn.
   * 'thorough': every pass on this very frame, for the first frame, a picture, or when asked for.
   */
  readonly effort: 'live' | 'thorough';
}

/** Finds faces and errs to cover: what is doubtful comes back as 'uncertain', never left out. */
export interface FaceDetector {
  /**
   * All passes merged (overlapping boxes united so that every one of them stays covered), sorted by score.
   * @throws when the detector failed on this frame; the caller covers the whole frame then.
   */
  detect(request: DetectRequest): Promise<readonly VerifiedDetection[]>;
  close(): void;
}
