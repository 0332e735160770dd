/**
 * A video or picture in, the same with its faces covered out: what the page's export and `npm run anonymize` do. Every
 * frame in order; what the engine could not vouch for is covered whole, and counted.
 */

import type { EditList, Trim } from '../engine/edits/edits.ts';
import type { EngineHandle } from '../engine/link/client.ts';
import type { FileInfo } from '../engine/link/file/frame-file.ts';
import type { NoteCode } from '../engine/link/file/notes.ts';
import { FileRefused, fileProblem } from '../engine/link/file/problem.ts';
import { closeOrdered, type OrderedFrame } from '../engine/link/file/requests.ts';
import type { LeakReading } from '../engine/meters/leak/meter.ts';
import type { ChosenReport, CoverReason, FaceReport, SafeFrame } from '../engine/safe/frame.ts';
import { longestUncoveredRun } from '../metrics/uncovered.ts';
import { type PictureType, pictureTypeFor, writePicture } from './picture-writer.ts';
import { Soundtrack } from './soundtrack.ts';
import { type Container, containerFor, type FileWritable, VideoWriter } from './video-writer.ts';

export interface ConversionOptions {
  readonly engine: Pick<EngineHandle, 'openFile' | 'editFile' | 'analyse' | 'nextFrame'>;
  readonly file: Blob;
  /** Videos only; without it the input's own kind decides. */
  readonly container?: Container | undefined;
  /** Pictures only; without it JPEG and WebP stay what they are and everything else becomes PNG. */
  readonly pictureType?: PictureType | undefined;
  /** Copies the sound. Voices stay as they are. */
  readonly sound: boolean;
  /** Readings of the leak meter a second of video; 0 for none. A picture has one or none. */
  readonly readings: number;
  /** Corrections by hand of this file. */
  readonly edits?: EditList | undefined;
  /** Size of the picture that they were made of, where they come from elsewhere: they fit no other. */
  readonly editsFor?: { readonly width: number; readonly height: number } | undefined;
  /** What is kept of a video, beside what the corrections keep: neither brings back what the other cut. `to` may be infinite. */
  readonly keep?: Trim | undefined;
  /** Where its name says what is to come out: of nothing else anything is written. */
  readonly only?: FileInfo['kind'] | undefined;
  /** Keep what was seen in each frame, for a sidecar. */
  readonly perFrame: boolean;
  /** Asked once the format is known. Without it the result is kept in memory. */
  readonly to?: ((mime: string) => FileWritable) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ConversionProgress) => void) | undefined;
  /** A safe picture to show meanwhile; the receiver owns it. */
  readonly onFrame?: ((frame: SafeFrame) => void) | undefined;
}

export interface ConversionProgress {
  /** Seconds of video looked at: all of it is, before the first frame is written. */
  readonly looked: number;
  /** Seconds of video written, and in all; both 0 for a picture. */
  readonly done: number;
  readonly duration: number;
  readonly frames: number;
  readonly coveredWhole: number;
}

export interface FrameRecord {
  /** Seconds. */
  readonly time: number;
  readonly covered: 'faces' | 'whole';
  readonly reason: CoverReason;
  readonly faces: readonly FaceReport[];
  /** What a person chose to leave bare. */
  readonly chosen?: ChosenReport;
  /** Share (0..1) of face pixels that the leak meter saw uncovered; absent where it did not look. */
  readonly uncovered?: number;
}

export interface ConversionReport {
  readonly input: FileInfo;
  readonly output: { readonly mime: string; readonly codec: string };
  readonly frames: number;
  /** Faces covered, counted once in every frame. */
  readonly faces: number;
  /** Frames that were covered whole, in all and by reason. */
  readonly coveredWhole: number;
  readonly reasons: Readonly<Partial<Record<CoverReason, number>>>;
  /** What the person should know about what was read and written. */
  readonly notes: readonly NoteCode[];
  /** What a person chose: faces left visible and covers by hand, counted once in every frame, and frames shown unseen. */
  readonly chosen: { readonly visible: number; readonly byHand: number; readonly revealed: number };
  /** Modes that were really used: others than the one asked for where it was not to be had. */
  readonly modes: readonly string[];
  readonly renderers: readonly string[];
  readonly leaks: {
    readonly readings: number;
    readonly withFaces: number;
    /** Faces of which more than a tenth left uncovered, over all readings. */
    readonly bareFaces: number;
    /** Mean share of face pixels that left uncovered, over readings with faces; null when there were none. */
    readonly meanUncovered: number | null;
    readonly worstUncovered: number;
    /** ms */
    readonly longestUncoveredRun: number;
  };
  readonly perFrame?: readonly FrameRecord[];
}

export interface Conversion {
  /** The whole file; null when it went to `to`. */
  readonly blob: Blob | null;
  readonly mime: string;
  readonly report: ConversionReport;
}

/** Frames asked for ahead, so that drawing and encoding go on side by side: as many as have so many bytes, two at least. */
const AHEAD_BYTES = 24e6;
const MOST_AHEAD = 6;

/** How many frames of this size are asked for ahead. */
export function aheadOf({ width, height }: { readonly width: number; readonly height: number }): number {
  return Math.min(MOST_AHEAD, Math.max(2, Math.floor(AHEAD_BYTES / (width * height * 4))));
}

/**
 * Converts a file. The engine's settings say how; only its first view is written.
 * @throws FileRefused with words for a person; DOMException `AbortError` when cancelled. The file in `to` is of no use then.
 */
export async function convert(options: ConversionOptions): Promise<Conversion> {
  const info = await options.engine.openFile(options.file);
  const { editsFor, only = info.kind } = options;
  if (only !== info.kind) {
    throw new FileRefused(fileProblem('other-kind', `This is a ${info.kind}.`));
  }
  if (editsFor && (editsFor.width !== info.width || editsFor.height !== info.height)) {
    const words = `They were made for ${editsFor.width} × ${editsFor.height} pixels; this file has ${info.width} × ${info.height}.`;
    throw new FileRefused(fileProblem('edits', words));
  }
  if (options.edits) {
    options.engine.editFile(options.edits);
  }
  return info.kind === 'picture' ? convertPicture(info, options) : convertVideo(info, options);
}

async function convertPicture(info: FileInfo, options: ConversionOptions): Promise<Conversion> {
  const tally = new Tally(options.perFrame);
  const ordered = await options.engine.nextFrame(null, options.readings > 0);
  if (!ordered) {
    throw new FileRefused(fileProblem('broken'));
  }
  const frame = tally.take(ordered);
  let blob: Blob;
  try {
    options.signal?.throwIfAborted();
    blob = await writePicture(frame, options.pictureType ?? pictureTypeFor(info.mime));
  } finally {
    frame.picture.close();
  }
  options.onProgress?.({ looked: 0, done: 0, duration: 0, frames: 1, coveredWhole: tally.coveredWhole });
  const report = await tally.report(info, blob.type, blob.type);
  if (!options.to) {
    return { blob, mime: blob.type, report };
  }
  const writer = options.to(blob.type).getWriter();
  await writer.write({ type: 'write', data: new Uint8Array(await blob.arrayBuffer()), position: 0 });
  await writer.close();
  return { blob: null, mime: blob.type, report };
}

async function convertVideo(info: FileInfo, options: ConversionOptions): Promise<Conversion> {
  const { engine, signal } = options;
  const container = options.container ?? containerFor(info.mime);
  const trim = trimOf(info, options);
  const { from, to } = trim ?? WHOLE;
  const duration = Math.max(0, Math.min(to, info.duration) - from);
  const soundtrack = options.sound ? await Soundtrack.of(options.file, trim) : null;
  let writer: VideoWriter | null = null;
  const ahead: Promise<OrderedFrame | null>[] = [];
  try {
    await lookThrough(info, options, duration);
    const { width, height, rotation, codec } = info;
    writer = await VideoWriter.create({
      container,
      width,
      height,
      rotation,
      codec,
      sound: soundtrack,
      to: options.to?.(`video/${container}`),
    });
    const tally = new Tally(options.perFrame);
    const readings = new Beat(options.readings);
    const ask = (at: number | null = null) => {
      const next = engine.nextFrame(at, readings.next(info.frameRate), 'i420');
      // The caller that takes it sees the error; until then it is no unhandled one.
      next.catch(() => undefined);
      ahead.push(next);
    };
    ask(from);
    for (let i = 1; i < aheadOf(info); i++) {
      ask();
    }
    for (let ordered = await ahead.shift(); ordered; ordered = await ahead.shift()) {
      const begins = (ordered.frames[0]?.timestamp ?? 0) / 1e6;
      if (begins >= to) {
        closeOrdered(ordered);
        break;
      }
      ask();
      const frame = tally.take(ordered);
      const time = Math.max(0, begins - from);
      const ends = Math.min(to, begins + ordered.duration / 1e6) - from;
      try {
        signal?.throwIfAborted();
        await writer.add(frame, time, Math.max(0, ends - time));
      } catch (error) {
        frame.picture.close();
        throw error;
      }
      const { frames, coveredWhole } = tally;
      options.onProgress?.({ looked: info.duration, done: ends, duration, frames, coveredWhole });
      if (options.onFrame) {
        options.onFrame(frame);
      } else {
        frame.picture.close();
      }
    }
    if (tally.frames === 0) {
      throw new FileRefused(fileProblem('broken', 'It holds no picture.'));
    }
    const blob = await writer.finish();
    const report = await tally.report(info, writer.mime, writer.codec, writer.notes);
    return { blob, mime: writer.mime, report };
  } catch (error) {
    await writer?.cancel();
    throw error;
  } finally {
    soundtrack?.close();
    for (const late of ahead) {
      void late.then(closeOrdered, () => undefined);
    }
  }
}

const WHOLE: Trim = { from: 0, to: Number.POSITIVE_INFINITY };

/** What is written of a video; null for all of it. @throws FileRefused when that is nothing. */
function trimOf({ duration }: FileInfo, { edits, keep }: ConversionOptions): Trim | null {
  const asked = [edits?.trim, keep].filter((trim) => trim != null);
  if (asked.length === 0) {
    return null;
  }
  const from = Math.max(...asked.map((trim) => trim.from));
  const to = Math.min(...asked.map((trim) => trim.to));
  if (from >= Math.min(to, duration)) {
    const seconds = (n: number) => `${Math.round(n * 100) / 100} s`;
    const end = Number.isFinite(to) ? seconds(to) : 'its end';
    const words = `It is ${seconds(duration)} long, and ${seconds(from)} to ${end} were asked for.`;
    throw new FileRefused(fileProblem('trim', words));
  }
  return { from, to };
}

/**
 * Every frame is looked at before the first is drawn: a face is covered before it was first found, too.
 * @param duration seconds that will be written
 */
async function lookThrough(
  info: FileInfo,
  { engine, signal, onProgress }: ConversionOptions,
  duration: number,
): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const { reached, overview } = await engine.analyse();
    const looked = Math.min(reached, info.duration);
    onProgress?.({ looked, done: 0, duration, frames: 0, coveredWhole: 0 });
    if (overview) {
      return;
    }
  }
}

/** Says for which frames something is due: so many a second of video, the first one among them. */
class Beat {
  readonly #perSecond: number;
  #due = 1;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  next(frameRate: number): boolean {
    const due = this.#perSecond > 0 && this.#due >= 1;
    this.#due += (due ? -1 : 0) + Math.min(1, this.#perSecond / Math.max(1, frameRate));
    return due;
  }
}

/** A record whose reading is still to come. */
type Noted = Omit<FrameRecord, 'uncovered'> & { uncovered?: number };

/** Counts what came out. */
class Tally {
  frames = 0;
  coveredWhole = 0;
  #faces = 0;
  readonly #chosen = { visible: 0, byHand: 0, revealed: 0 };
  readonly #reasons: Partial<Record<CoverReason, number>> = {};
  readonly #modes = new Set<string>();
  readonly #renderers = new Set<string>();
  /** In order; those that could not be had are null. */
  readonly #readings: Promise<LeakReading | null>[] = [];
  readonly #records: Noted[] | null;

  constructor(perFrame: boolean) {
    this.#records = perFrame ? [] : null;
  }

  /** The frame of view 0; those of other views are closed. */
  take(ordered: OrderedFrame): SafeFrame {
    const [frame, ...others] = ordered.frames;
    for (const { picture } of others) {
      picture.close();
    }
    if (!frame) {
      throw new FileRefused(fileProblem('engine'));
    }
    const { covered, reason, faces, chosen, mode, renderer } = frame.report;
    this.frames += 1;
    this.#renderers.add(renderer);
    if (covered === 'whole') {
      this.coveredWhole += 1;
      this.#reasons[reason] = (this.#reasons[reason] ?? 0) + 1;
    } else {
      this.#faces += faces.length;
      this.#chosen.byHand += new Set(faces.filter(({ byHand }) => byHand).map(({ id }) => id)).size;
      this.#chosen.visible += chosen?.visible.length ?? 0;
      this.#chosen.revealed += chosen?.revealed ? 1 : 0;
      if (faces.length > 0) {
        this.#modes.add(mode);
      }
    }
    const record: Noted = {
      time: frame.timestamp / 1e6,
      covered,
      reason,
      faces,
      ...(chosen ? { chosen } : {}),
    };
    this.#records?.push(record);
    if (ordered.reading) {
      this.#readings.push(ordered.reading.then((reading) => noted(record, reading)));
    }
    return frame;
  }

  /** When all readings have come. */
  async report(
    input: FileInfo,
    mime: string,
    codec: string,
    written: readonly NoteCode[] = [],
  ): Promise<ConversionReport> {
    const readings = (await Promise.all(this.#readings)).filter((reading) => reading !== null);
    const withFaces = readings.filter((reading) => reading.faces > 0);
    const shares = withFaces.map((reading) => reading.uncovered);
    return {
      input,
      output: { mime, codec },
      frames: this.frames,
      faces: this.#faces,
      coveredWhole: this.coveredWhole,
      reasons: this.#reasons,
      notes: [...input.notes, ...written],
      chosen: { ...this.#chosen },
      modes: [...this.#modes],
      renderers: [...this.#renderers],
      leaks: {
        readings: readings.length,
        withFaces: withFaces.length,
        bareFaces: readings.reduce((sum, reading) => sum + reading.bareFaces, 0),
        meanUncovered:
          shares.length > 0 ? shares.reduce((sum, share) => sum + share, 0) / shares.length : null,
        worstUncovered: shares.reduce((worst, share) => Math.max(worst, share), 0),
        longestUncoveredRun: longestUncoveredRun(readings),
      },
      ...(this.#records ? { perFrame: this.#records } : {}),
    };
  }
}

/** What the leak meter says of a frame, put into its record. */
function noted(record: Noted, reading: LeakReading | null): LeakReading | null {
  if (reading && reading.faces > 0) {
    record.uncovered = reading.uncovered;
  }
  return reading;
}
