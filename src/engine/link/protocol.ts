/** What the page and the engine's worker say to each other. */

import type { AdaptCommand, AdaptStatus } from '../adapt/status.ts';
import type { EditList } from '../edits/edits.ts';
import type { Mark } from '../edits/marks.ts';
import type { ActionReading } from '../meters/action/detector.ts';
import type { LeakReading } from '../meters/leak/meter.ts';
import type { PrivacyReading } from '../meters/privacy/meter.ts';
import type { PictureFormat, SafeFrameMessage } from '../safe/frame.ts';
import type { EngineSettings } from '../settings.ts';
import type { EngineState } from '../state.ts';
import type { FileInfo } from './file/frame-file.ts';
import type { Overview } from './file/overview.ts';
import type { FileProblem } from './file/problem.ts';
import type { WorkerWanted } from './page-workers.ts';

export type ToWorker =
  | { readonly type: 'init'; readonly settings: EngineSettings }
  | { readonly type: 'settings'; readonly settings: EngineSettings }
  /**
   * Insertable streams: frames are read from the packed stream (`feed.ts`) until 'stop' or its end. One that is no longer `wanted`
   * is only released.
   */
  | {
      readonly type: 'stream';
      readonly packed: MessagePort;
      readonly frameRate: number;
      readonly wanted: boolean;
    }
  /** Fallback: one frame at a time; the worker answers with 'ready-for-frame'. */
  | { readonly type: 'frame'; readonly source: VideoFrame | ImageBitmap; readonly timestamp: number }
  /** Offline: a video or picture whose frames are asked for one by one. None is dropped; none is worked on before the detector is there. */
  | { readonly type: 'open-file'; readonly file: number; readonly blob: Blob }
  /** The next frame, or with `at` (s) the one shown then; answered by 'file-frame', in order. `readLeaks`: with a reading of the leak meter. */
  | {
      readonly type: 'next-frame';
      readonly file: number;
      readonly at: number | null;
      readonly readLeaks: boolean;
      readonly format: PictureFormat;
    }
  /** Looks at the next frames of the open video, to draw from later; answered by 'file-analysed', in order. */
  | { readonly type: 'analyse-file'; readonly file: number }
  /** Corrections by hand of the file that is open, for the frames that are asked for from then on. */
  | { readonly type: 'edit-file'; readonly file: number; readonly edits: EditList }
  | { readonly type: 'close-file'; readonly file: number }
  /** The camera went quiet (another program took it, its shutter closed) or spoke again: nobody need be where they were. */
  | { readonly type: 'source'; readonly muted: boolean }
  /** "Adapt to my face". */
  | { readonly type: 'adapt'; readonly command: AdaptCommand }
  | { readonly type: 'ping'; readonly sent: number }
  /** The page took a safe frame; the worker holds frames back while two of a view are on their way. */
  | { readonly type: 'taken'; readonly view: number }
  | { readonly type: 'stop' }
  /** The worker releases everything and ends itself. */
  | { readonly type: 'close' };

export type FromWorker =
  | SafeFrameMessage
  | WorkerWanted
  | { readonly type: 'state'; readonly state: EngineState }
  | { readonly type: 'leak'; readonly reading: LeakReading }
  | { readonly type: 'privacy'; readonly reading: PrivacyReading }
  | { readonly type: 'adapt'; readonly status: AdaptStatus }
  | { readonly type: 'actions'; readonly reading: ActionReading }
  | { readonly type: 'ready-for-frame' }
  | { readonly type: 'file-opened'; readonly file: number; readonly info: FileInfo }
  | {
      readonly type: 'file-frame';
      readonly file: number;
      /** One a view; empty at the file's end. */
      readonly frames: readonly SafeFrameMessage[];
      /** µs that the frame is shown. */
      readonly duration: number;
      /** A 'file-reading' will follow. */
      readonly read: boolean;
      /** What a person can take hold of in view 0. */
      readonly marks: readonly Mark[];
      /** Whom the `show` edits of a video mean: ids of faces by ids of edits; empty until all of it was looked at. */
      readonly meant: ReadonlyMap<number, number>;
    }
  /** Of the first frame whose reading was owed still; null where it could not be had. */
  | { readonly type: 'file-reading'; readonly file: number; readonly reading: LeakReading | null }
  | {
      readonly type: 'file-analysed';
      readonly file: number;
      /** Seconds. */
      readonly reached: number;
      /** Once all of it was looked at. */
      readonly overview: Overview | null;
    }
  /** Instead of any of the three: what is wrong with the file. */
  | { readonly type: 'file-failed'; readonly file: number; readonly problem: FileProblem }
  | { readonly type: 'dropped'; readonly count: number }
  | { readonly type: 'pong'; readonly sent: number };
