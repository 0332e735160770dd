import type { Box, FramePx } from '../../base/geometry.ts';
import type { VerifiedDetection } from '../face.ts';
import type { RawFrame } from '../safe/frame.ts';

export interface DetectRequest {
  readonly frame: RawFrame;
  /**
   * Both see the whole of this very frame. 'live': at the size in which a face of 24 px in 1280×720 is found.
   * 'thorough': larger as well, for a picture, a lost face, or when asked for.
   */
  readonly effort: 'live' | 'thorough';
  /**
   * Where nothing scores `CREDIBLE_SCORE`, the head is looked for by the body, of a person who is alone: when what finds them is loaded
   * ('ready'; it loads in the meantime), or however long that takes ('wait'). Missing: not at all.
   */
  readonly heads?: 'ready' | 'wait';
  /** With `heads`: what is doubtful is confirmed where it is in the place of a person's face. */
  readonly confirm?: boolean;
}

/** Finds faces and errs to cover: what is doubtful comes back as 'uncertain', never left out. */
export interface FaceDetector {
  /**
   * One detection a face, sorted by score; boxes may reach over the frame's border. Depends on the frame alone: no pass takes turns
   * (docs/decisions/0006-every-face-in-every-frame.md).
   * @throws when the detector failed on this frame; the caller covers the whole frame then.
   */
  detect(request: DetectRequest): Promise<readonly VerifiedDetection[]>;
  /**
   * People in the frame, face or none, frame pixels: where to look for a face that was lost. Null when nothing can be said (yet). A
   * detector without it says nothing.
   */
  bodies?(frame: RawFrame): Promise<readonly Box<FramePx>[] | null>;
  close(): void;
}
