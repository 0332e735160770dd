/** Works through a data set's pictures, several pages at once, as far as they are not in the journal yet. */
import { DiskError, StoppedError, wordsOf } from '../../scripts/headless/errors.ts';
import { Interrupt } from '../../scripts/headless/interrupt.ts';
import { type MemoryReading, memoryWords, readMemory } from '../../scripts/headless/memory.ts';
import { Progress } from '../../scripts/headless/progress.ts';
import { workThrough } from './pool.ts';
import { type Desk, type Kind, PageUnavailableError, type Studio } from './studio.ts';

/** Pictures between readings of the memory. */
const READ_EVERY = 20;

export interface PictureFile {
  readonly name: string;
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** A picture that something was wrong with. */
export interface MissedPicture {
  readonly file: string;
  readonly why: string;
}

export interface PicturesRun {
  readonly files: readonly PictureFile[];
  readonly kind: Kind;
  /** Browser pages at work at once. */
  readonly parallel: number;
  /** In the journal, of this very file. */
  readonly isDone: (file: PictureFile) => boolean;
  /** Has the page look at the picture and keeps what it says. */
  readonly look: (file: PictureFile, url: string, desk: Desk) => Promise<void>;
}

/**
 * Gives what failed, each after a second try on a new page.
 * @throws StoppedError when interrupted; PageUnavailableError when there is no page to work with; DiskError when nothing can be kept.
 */
export async function lookAtPictures(run: PicturesRun, studio: Studio): Promise<MissedPicture[]> {
  const { files, kind, parallel } = run;
  const open = files.filter((file) => !run.isDone(file));
  const before = files.length - open.length;
  const progress = new Progress('Pictures', files.length, before);
  const interrupt = new Interrupt();
  const failed: MissedPicture[] = [];
  const desks = Array.from({ length: Math.min(parallel, Math.max(1, open.length)) }, () => studio.desk(kind));
  const memory: MemoryReading[] = [];
  let done = before;
  try {
    progress.show(done);
    const all = await workThrough(
      open,
      desks,
      async (file, desk) => {
        const why = await tryTwice(file, desk, run, studio);
        if (why !== null) {
          failed.push({ file: file.name, why });
        }
        progress.show(++done);
        if ((done - before) % READ_EVERY === 0) {
          memory.push(await readMemory(studio.browser));
        }
      },
      () => interrupt.asked,
    );
    if (!all) {
      throw new StoppedError(
        `Stopped after ${done} of ${files.length} pictures. The same command goes on from there.`,
      );
    }
    return failed;
  } finally {
    progress.end();
    process.stderr.write(memory.length > 1 ? `${memoryWords(memory)}\n` : '');
    interrupt.release();
    await Promise.all(desks.map((desk) => desk.clear()));
  }
}

/** Null when it was looked at; otherwise why not. */
async function tryTwice(
  file: PictureFile,
  desk: Desk,
  { look }: PicturesRun,
  studio: Studio,
): Promise<string | null> {
  const url = studio.site.offer(file.path);
  try {
    await look(file, url, desk).catch((error: unknown) => {
      if (endsTheRun(error)) {
        throw error;
      }
      return look(file, url, desk);
    });
    return null;
  } catch (error) {
    if (endsTheRun(error)) {
      throw error;
    }
    return wordsOf(error);
  } finally {
    studio.site.withdraw(url);
  }
}

const endsTheRun = (error: unknown) => error instanceof PageUnavailableError || error instanceof DiskError;
