/** Several files, one after the other: what is known about each, as the page shows it. */
import { numbered } from '../base/file-name.ts';
import { type EditHistory, NEW_HISTORY } from '../engine/edits/history.ts';
import type { FileProblem } from '../engine/link/file/problem.ts';
import { needsNetwork } from '../engine/modes/metas.ts';
import type { EngineSettings } from '../engine/settings.ts';
import type { ConversionReport } from '../media/conversion.ts';
import type { ExportChoice } from './file-state.ts';

export interface QueuedFile {
  readonly id: number;
  readonly file: File;
  /** With the folders that it was dropped in. */
  readonly path: string;
  readonly status: 'waiting' | 'working' | 'done' | 'failed';
  /** Corrections by hand of this file alone. */
  readonly history: EditHistory;
  readonly problem: FileProblem | null;
  readonly result: {
    readonly name: string;
    readonly blob: Blob;
    readonly report: ConversionReport;
    /** How it was written (`lookOf`). */
    readonly look: string;
  } | null;
  /** The result was saved. */
  readonly kept: boolean;
}

export interface QueueState {
  readonly files: readonly QueuedFile[];
  /** The one that is open. */
  readonly current: number | null;
  /** Null while nothing is written. */
  readonly progress: QueueProgress | null;
  /** Where the results were put, or why not. */
  readonly saved: QueueSaved | FileProblem | null;
}

export interface QueueSaved {
  readonly folder: string;
  readonly files: number;
}

export interface QueueProgress {
  /** 0..1, by bytes of the files. */
  readonly share: number;
  /** Seconds until all is done; null while nobody can know. */
  readonly left: number | null;
}

export const NO_QUEUE: QueueState = { files: [], current: null, progress: null, saved: null };

export interface DroppedFile {
  readonly file: File;
  readonly path: string;
}

export function queueOf(dropped: readonly DroppedFile[]): QueueState {
  const files = dropped.map(
    ({ file, path }, i): QueuedFile => ({
      id: i + 1,
      file,
      path,
      status: 'waiting',
      history: NEW_HISTORY,
      problem: null,
      result: null,
      kept: false,
    }),
  );
  return { ...NO_QUEUE, files };
}

/** The files that are to be written: all but those that are done. */
export function leftOf({ files }: Pick<QueueState, 'files'>): readonly QueuedFile[] {
  return files.filter(({ status }) => status !== 'done');
}

/** The files that are done, but in another mode or with other settings than these. */
export function outdatedOf(
  { files }: Pick<QueueState, 'files'>,
  settings: EngineSettings,
  choice: ExportChoice,
): readonly QueuedFile[] {
  return files.filter(
    ({ status, result }) =>
      status === 'done' && result !== null && result.look !== lookOf(settings, choice, result.report),
  );
}

/** What decides what is written of a file: while it is the same, so is that. */
export function lookOf(settings: EngineSettings, choice: ExportChoice, { input }: ConversionReport): string {
  const { views, values, faceKey, enlarge, feather, linger, growth } = settings;
  const { leastScore, coverWhenNoFace, thorough, detector } = settings;
  const mode = views[0]?.mode ?? 'none';
  // The mask stands in for a face that a network does not draw.
  const standIn = mode !== 'none' && needsNetwork(mode) ? values.mask : null;
  const drawn = [mode, mode === 'none' ? null : values[mode], standIn, faceKey];
  const found = [leastScore, coverWhenNoFace, thorough, detector];
  const sound = input.kind === 'video' ? choice : null;
  return JSON.stringify([drawn, enlarge, feather, linger, growth, found, sound]);
}

/**
 * @param done bytes of the files that were finished since the start, and of the one under way
 * @param all bytes of all that was to be done
 * @param elapsed seconds
 */
export function queueProgress(done: number, all: number, elapsed: number): QueueProgress {
  const share = all > 0 ? Math.min(1, done / all) : 0;
  const known = elapsed >= 1 && share > 0;
  return { share, left: known ? (elapsed / share) * (1 - share) : null };
}

/** Names that none has twice, whatever folder they came from: "a.jpg", "a (2).jpg". Folders stay folders. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const used = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let n = 2; used.has(unique.toLowerCase()); n++) {
      unique = numbered(name, n);
    }
    used.add(unique.toLowerCase());
    return unique;
  });
}
