/** A video or picture as raw frames, one after the other. Lives in the engine's worker: its frames never leave it raw. */
import type { RawFrame } from '../../safe/frame.ts';
import type { NoteCode } from './notes.ts';
import { FileRefused, fileProblem } from './problem.ts';
import { SIGNATURE_BYTES, signatureOf } from './signature.ts';

/** What is known about a file before its first frame. */
export interface FileInfo {
  readonly kind: 'picture' | 'video';
  /** Pixels as shown: turned as the file says. */
  readonly width: number;
  readonly height: number;
  /** Seconds; 0 for a picture. */
  readonly duration: number;
  /** Mean frames a second; 0 for a picture, and for a video of a single one of no length. */
  readonly frameRate: number;
  /** Degrees by which the file says that its stored pixels be turned, clockwise. Frames come out turned already. */
  readonly rotation: 0 | 90 | 180 | 270;
  /** 'avc', 'vp9', …; for a picture its kind in words. */
  readonly codec: string;
  /** Of the content, not of the name. */
  readonly mime: string;
  /** A soundtrack that is not switched off. */
  readonly hasAudio: boolean;
  /** What the person should know about what is taken from the file. */
  readonly notes: readonly NoteCode[];
}

export interface FileFrame extends RawFrame {
  /** µs; 0 for a picture. */
  readonly duration: number;
  /** It cannot be decoded: `source` is blank, and it is covered whole. */
  readonly damaged?: boolean;
}

export interface FrameFile {
  readonly info: FileInfo;
  /**
   * The next frame in the order of showing; with `at` (seconds) the one that is shown then, and on from there.
   * `jumped`: it does not follow the one before. Null at the end. The caller closes `frame.source`.
   * @throws FileRefused when the file is damaged from here on.
   */
  next(at: number | null): Promise<{ readonly frame: FileFrame; readonly jumped: boolean } | null>;
  close(): void;
}

/** Largest side of a frame, px; the engine's own plates reach no further. */
export const MAX_SIDE = 8192;

/**
 * Looks into a file and opens it as what it is, whatever its name says.
 * @throws FileRefused with words for the person who chose the file.
 */
export async function openFrameFile(file: Blob): Promise<FrameFile> {
  if (file.size === 0) {
    throw new FileRefused(fileProblem('empty'));
  }
  const signature = signatureOf(new Uint8Array(await readStart(file)));
  switch (signature?.kind) {
    case 'picture':
      return (await import('./picture.ts')).openPicture(file, signature.name);
    case 'audio':
      throw new FileRefused(fileProblem('audio-only', `This is ${signature.name}.`));
    case 'unreadable':
      throw new FileRefused(fileProblem('codec', `This is ${signature.name}.`));
    case 'other':
      throw new FileRefused(fileProblem('not-media', `This is ${signature.name}.`));
    default:
      return (await import('./video.ts')).openVideo(file);
  }
}

async function readStart(file: Blob): Promise<ArrayBuffer> {
  try {
    return await file.slice(0, SIGNATURE_BYTES).arrayBuffer();
  } catch {
    // Moved, deleted, or on a disk that was unplugged.
    throw new FileRefused(fileProblem('broken', 'The file could not be read; it may have been moved.'));
  }
}

/** @throws FileRefused when a side is out of range. */
export function assertWorkable(width: number, height: number): void {
  if (width > MAX_SIDE || height > MAX_SIDE) {
    throw new FileRefused(fileProblem('too-large', `It has ${width} × ${height} pixels.`));
  }
  if (!(width >= 1 && height >= 1)) {
    throw new FileRefused(fileProblem('broken'));
  }
}
