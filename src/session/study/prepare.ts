/** Covers the faces of a study's pictures with the engine that the page uses, and cuts them out. */
import { createEngine } from '../../engine/link/client.ts';
import { FileRefused } from '../../engine/link/file/problem.ts';
import { openEngineWorker } from '../../engine/link/open-worker.ts';
import type { ModeId } from '../../engine/modes/mode.ts';
import type { EngineSettings } from '../../engine/settings.ts';
import { facePicture, largestFace } from '../../media/face-picture.ts';
import type { StudyPicture } from './questions.ts';
import type { GivenPicture, LeftOut } from './sources.ts';

/** A covered face that may be shown. */
export interface CoveredPicture extends StudyPicture {
  /** `blob:` address of a square PNG; what drops the picture revokes it. */
  readonly url: string;
}

export interface Prepared {
  readonly pictures: readonly CoveredPicture[];
  /** What is not in the study and why, one sentence each. */
  readonly leftOut: readonly LeftOut[];
  /** The modes that were really used; another one than asked for when that fell back. */
  readonly modes: readonly string[];
}

/** Pixels a side of a face as shown, twice for sharp screens. */
export const FACE_SIDE = 440;

/**
 * An engine of its own, so that a camera that is running goes on; it ends with this call. The given pictures are not kept.
 * @throws DOMException `AbortError` when cancelled, Error when the engine cannot be had.
 */
export async function preparePictures(
  given: readonly GivenPicture[],
  mode: ModeId,
  settings: EngineSettings,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<Prepared> {
  const engine = createEngine(
    openEngineWorker,
    { ...settings, views: [{ mode }], leakRate: 0, thorough: true, coverWhenNoFace: true },
    {
      onFrame: (_view, frame) => frame.picture.close(),
      onState: () => undefined,
      onLeak: () => undefined,
      onDropped: () => undefined,
      onTrouble: () => undefined,
    },
  );
  const pictures: CoveredPicture[] = [];
  const leftOut: LeftOut[] = [];
  const modes = new Set<string>();
  try {
    for (const [i, { id, person, blob }] of given.entries()) {
      signal.throwIfAborted();
      try {
        await engine.openFile(blob);
        const [frame] = (await engine.nextFrame())?.frames ?? [];
        const face = frame && largestFace(frame);
        if (frame && face) {
          modes.add(frame.report.mode);
          const png = await facePicture(frame, face, FACE_SIDE);
          pictures.push({ id, person, url: URL.createObjectURL(png) });
        } else {
          leftOut.push({ file: id, why: 'no-face' });
        }
        frame?.picture.close();
      } catch (error) {
        if (!(error instanceof FileRefused)) {
          throw error;
        }
        leftOut.push({ file: id, why: 'refused', words: error.problem.title.toLowerCase() });
      }
      onProgress(i + 1);
    }
  } catch (error) {
    dropPictures(pictures);
    throw error;
  } finally {
    engine.close();
  }
  return { pictures, leftOut, modes: [...modes] };
}

export function dropPictures(pictures: readonly CoveredPicture[]): void {
  for (const { url } of pictures) {
    URL.revokeObjectURL(url);
  }
}
