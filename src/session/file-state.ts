import { extensionOf } from '../base/file-name.ts';
import type { EditList } from '../engine/edits/edits.ts';
import { type EditHistory, NEW_HISTORY } from '../engine/edits/history.ts';
import type { Mark } from '../engine/edits/marks.ts';
import type { FileInfo } from '../engine/link/file/frame-file.ts';
import { NOTES, type NoteCode } from '../engine/link/file/notes.ts';
import type { Overview } from '../engine/link/file/overview.ts';
import type { FileProblem } from '../engine/link/file/problem.ts';
import type { ConversionReport } from '../media/conversion.ts';

export type FileNote = NoteCode;
/** What may have to be said about a file, in English. */
export const FILE_NOTES = NOTES;

/** What the page shows about the file that is open. */
export interface FileState {
  readonly name: string;
  /** Null while it is being looked into, and when it cannot be read. */
  readonly info: FileInfo | null;
  readonly activity: 'opening' | 'still' | 'playing' | 'exporting';
  /** Seconds. */
  readonly position: number;
  readonly progress: ExportProgress | null;
  readonly result: ExportResult | null;
  /** Why the last export failed; what is wrong with the file itself is the page's `problem`. */
  readonly problem: FileProblem | null;
  /** Corrections by hand: of this file alone, and gone with it. */
  readonly history: EditHistory;
  /** Those that were saved last, by themselves or in what was written. */
  readonly kept: EditList | null;
  /** What can be taken hold of in the picture that is shown. */
  readonly marks: readonly Mark[];
  /** Whom the `show` edits of a video mean: ids of faces by ids of edits. */
  readonly meant: ReadonlyMap<number, number>;
  /** The mark that is taken hold of, by its face. */
  readonly selected: number | null;
  /** Whether the file as it is lies over the picture: while a button is held, or left of a divider. */
  readonly compared: 'off' | 'held' | 'divider';
  /** A drag over the picture paints a cover. */
  readonly brush: boolean;
  /** Seconds of a video that were looked at. */
  readonly looked: number;
  /** Seconds that looking fast at a second of it takes here; null while nobody can know. */
  readonly pace: number | null;
  /** Who is in a video, and where it is doubtful; null until all of it was looked at. */
  readonly overview: Overview | null;
}

/** Covers can be taken hold of: who is who in a video is known when all of it was looked at. */
export function isLookedThrough({ info, overview }: Pick<FileState, 'info' | 'overview'>): boolean {
  return info?.kind === 'picture' || overview !== null;
}

export interface ExportProgress {
  /** 0..1 */
  readonly share: number;
  /** Seconds until it is done; null while nobody can know. */
  readonly left: number | null;
  /** Seconds of video a second; null while nobody can know. */
  readonly speed: number | null;
  readonly frames: number;
  readonly coveredWhole: number;
}

export interface ExportResult {
  readonly name: string;
  readonly report: ConversionReport;
  /** Null where it went straight to the disk. */
  readonly blob: Blob | null;
}

export interface ExportChoice {
  readonly container: 'mp4' | 'webm' | 'same';
  readonly sound: boolean;
}

export function newFileState(name: string): FileState {
  return {
    name,
    info: null,
    activity: 'opening',
    position: 0,
    progress: null,
    result: null,
    problem: null,
    history: NEW_HISTORY,
    kept: null,
    marks: [],
    meant: new Map(),
    selected: null,
    compared: 'off',
    brush: false,
    looked: 0,
    pace: null,
    overview: null,
  };
}

/** "holiday.mov" becomes "holiday-anonymised.mp4". @param mime of what was written */
export function nameFor(name: string, mime: string): string {
  const stem = name.replace(/\.[^.]{1,5}$/, '') || 'guise';
  return `${stem}-anonymised.${extensionOf(mime)}`;
}

/** Looking thoroughly takes so many times as long as looking fast (`npm run bench files`). */
export const THOROUGH = 4;

/**
 * Work done and in all, as seconds of writing, which take about as long as looking fast at them.
 * @param before seconds that had been looked at when it began
 */
export function workOf(
  looked: number,
  done: number,
  all: { readonly looked: number; readonly done: number },
  before: number,
  thorough: boolean,
): { readonly done: number; readonly all: number } {
  const looking = thorough ? THOROUGH : 1;
  return {
    done: looking * Math.max(0, looked - before) + done,
    all: looking * Math.max(0, all.looked - before) + all.done,
  };
}

/**
 * Seconds that exporting a video will take, looked at fast or thoroughly; null while nobody can know. Drawing and writing take about as
 * long as looking fast.
 * @param looked seconds that were looked at so already
 */
export function estimateOf(
  {
    duration,
    pace,
    looked,
  }: { readonly duration: number; readonly pace: number | null; readonly looked: number },
  thorough: boolean,
): number | null {
  const looking = Math.max(0, duration - looked) * (thorough ? THOROUGH : 1);
  return pace === null ? null : pace * (looking + duration);
}

/** Progress as people want it: how much, how long still, how fast. @param elapsed seconds since the export began */
export function progressOf(
  done: number,
  duration: number,
  elapsed: number,
  counts: Pick<ExportProgress, 'frames' | 'coveredWhole'>,
): ExportProgress {
  const share = duration > 0 ? Math.min(1, Math.max(0, done / duration)) : 0;
  // The first second says more about loading than about speed.
  const known = elapsed >= 1 && share > 0;
  return {
    share,
    left: known ? (elapsed / share) * (1 - share) : null,
    speed: known ? done / elapsed : null,
    ...counts,
  };
}
