import type { Face } from '../../face.ts';
import type { RawFrame, SafeFrame } from '../../safe/frame.ts';

/** What a face recogniser made of some faces of one frame, raw and anonymised. */
export interface PrivacyReading {
  /** µs, that of the frame. */
  readonly timestamp: number;
  /** Mode that the faces were covered with. */
  readonly mode: string;
  readonly faces: readonly FaceLikeness[];
  /** Cosine from which on the recogniser says "the same person". */
  readonly threshold: number;
  /** ms that the reading took. */
  readonly duration: number;
}

export interface FaceLikeness {
  /** The engine's number of the face. */
  readonly id: number;
  /** Cosine (−1..1) of the raw and the anonymised face's embeddings. */
  readonly similarity: number;
}

/**
 * The privacy meter: one recogniser's opinion whether a covered face is still the raw one's. Runs beside the frame path, in a
 * worker of its own; embeddings never leave it, and are dropped at once.
 */
export interface PrivacyMeter {
  /** True while a reading is under way; a frame offered then is not taken. */
  readonly busy: boolean;
  /**
   * Compares a few faces of a frame with what left for them. Takes copies at once; the caller keeps and closes both frames.
   * @returns null where no face of the frame can be measured (too small, not seen, covered whole).
   * @throws when the recogniser failed; it says nothing about the frame then.
   */
  examine(raw: RawFrame, safe: SafeFrame, faces: readonly Face[]): Promise<PrivacyReading | null>;
  close(): void;
}
