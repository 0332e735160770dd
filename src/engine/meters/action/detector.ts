import type { Rectangle } from '../../../base/geometry.ts';
import type { Face } from '../../face.ts';
import type { RawFrame, SafeFrame } from '../../safe/frame.ts';
import type { ActionBackend } from '../../settings.ts';

/** A person in a safe picture and what it seems to do. The box is in shares (0..1) of the picture's width and height. */
export interface SeenAction extends Rectangle {
  /** Name of the class, as the model's file has it. */
  readonly label: string;
  /** 0..1 */
  readonly score: number;
  /** The cover hides the mouth and how the head is turned: what rests on them is not told. Absent where that is not known. */
  readonly hidden?: boolean;
  /** What the label rests on, in words. Absent where that is not known. */
  readonly because?: string;
}

export interface ActionReading {
  /** µs, that of the frame. */
  readonly timestamp: number;
  /** Best first, one a person. */
  readonly people: readonly SeenAction[];
  /**
   * Whether the raw picture gives the same labels: what anonymising does to the detector. Null where they were not compared, or
   * nobody is seen in either. Nothing else of the raw picture's result leaves the detector.
   */
  readonly agrees: boolean | null;
  /** ms that the detector took for the safe picture. */
  readonly duration: number;
  /** Where it ran. */
  readonly backend: ActionBackend;
  /** The same of the second picture that is shown beside the main one, best first; absent where there is none. */
  readonly beside?: readonly SeenAction[];
}

/** What belongs to a safe picture. */
export interface ActionScene {
  readonly faces: readonly Face[];
  /** The same frame as another mode leaves it, shown beside it; null where there is none or it was covered whole. */
  readonly beside: SafeFrame | null;
}

/** Finds people and what they do in pictures that may be shown. Runs beside the frame path, which never waits for it. */
export interface ActionDetector {
  /** True while a picture is looked at; a frame offered then is not taken. */
  readonly busy: boolean;
  /**
   * Takes a small copy at once; the caller keeps and closes the frame.
   * @throws when the detector failed, or the frame is not a safe one.
   */
  detect(safe: SafeFrame, scene: ActionScene): Promise<ActionReading>;
  /** As `detect`, and says whether the frame as it came in would have given the same labels. */
  compare(safe: SafeFrame, raw: RawFrame, scene: ActionScene): Promise<ActionReading>;
  close(): void;
}
