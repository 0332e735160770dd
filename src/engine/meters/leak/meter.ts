import type { RawFrame, SafeFrame } from '../../safe/frame.ts';

/** What the second, independent detector saw in one frame. */
export interface LeakReading {
  /** µs, that of the frame. */
  readonly timestamp: number;
  /** Faces that it found in the raw frame. */
  readonly faces: number;
  /** Share (0..1) of the pixels in those face boxes that left the engine as they came in (within 2/255). */
  readonly uncovered: number;
  /** Faces of which more than a tenth left uncovered. */
  readonly bareFaces: number;
  /** ms that the reading took. */
  readonly duration: number;
}

/** The leak meter: runs beside the frame path, at a low rate, in a worker of its own. Raw pixels never leave the engine. */
export interface LeakMeter {
  /** True while a reading is under way; a frame offered then is not taken. */
  readonly busy: boolean;
  /**
   * Compares a raw frame with what left for it. Takes copies at once; the caller keeps and closes both frames.
   * @throws when it failed; it says nothing about the frame then.
   */
  examine(raw: RawFrame, safe: SafeFrame): Promise<LeakReading>;
  close(): void;
}
