/** Works through a data set's pictures, several pages at once, as far as they are not in the journal yet. */
import { join, resolve } from 'node:path';
import { DiskError, StoppedError, wordsOf } from '../../cli/headless/errors.ts';
import { Interrupt } from '../../cli/headless/interrupt.ts';
import { type MemoryReading, memoryWords, readMemory } from '../../cli/headless/memory.ts';
import { Progress } from '../../cli/headless/progress.ts';
import type { Variant } from '../../cli/variants.ts';
import {
  type EvaluationBrowser,
  type Kind,
  PageUnavailableError,
  type TaskRunner,
} from './evaluation-browser.ts';
import { Journal } from './journal.ts';
import { workThrough } from './pool.ts';

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
  /** Runs the page's task on the picture and keeps the result. */
  readonly look: (file: PictureFile, url: string, runner: TaskRunner) => Promise<void>;
}

/** The journal of a run over a folder of pictures: with another engine, folder or list of modes it would be another run. */
export function picturesJournal<Entry>(
  {
    out,
    images,
    variants,
    fresh,
    labels,
  }: {
    readonly out: string;
    readonly images: string;
    readonly variants: readonly Variant[];
    readonly fresh: boolean;
    /** What may be said, where that is a choice. */
    readonly labels?: readonly string[];
  },
  evaluation: EvaluationBrowser,
  tables: Readonly<Record<string, number>> = {},
): Journal<Entry> {
  return new Journal<Entry>(join(out, 'work'), {
    identity: {
      'version of the engine': evaluation.site.fingerprint,
      'folder of pictures': resolve(images),
      'list of modes': variants.map(({ id }) => id).join(','),
      ...(labels ? { 'list of labels': labels.join(',') } : {}),
    },
    tables,
    fresh,
  });
}

/**
 * Gives what failed, each after a second try on a new page.
 * @throws StoppedError when interrupted; PageUnavailableError when there is no page to work with; DiskError when nothing can be kept.
 */
export async function runPictures(run: PicturesRun, evaluation: EvaluationBrowser): Promise<MissedPicture[]> {
  const { files, kind, parallel } = run;
  const open = files.filter((file) => !run.isDone(file));
  const before = files.length - open.length;
  const progress = new Progress('Pictures', files.length, before);
  const interrupt = new Interrupt();
  const failed: MissedPicture[] = [];
  const runners = Array.from({ length: Math.min(parallel, Math.max(1, open.length)) }, () =>
    evaluation.runner(kind),
  );
  const memory: MemoryReading[] = [];
  let done = before;
  try {
    progress.show(done);
    const all = await workThrough(
      open,
      runners,
      async (file, runner) => {
        const why = await tryTwice(file, runner, run, evaluation);
        if (why !== null) {
          failed.push({ file: file.name, why });
        }
        progress.show(++done);
        if ((done - before) % READ_EVERY === 0) {
          memory.push(await readMemory(evaluation.browser));
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
    await Promise.all(runners.map((runner) => runner.clear()));
  }
}

/** Null when it was measured; otherwise why not. */
async function tryTwice(
  file: PictureFile,
  runner: TaskRunner,
  { look }: PicturesRun,
  evaluation: EvaluationBrowser,
): Promise<string | null> {
  const url = evaluation.site.offer(file.path);
  try {
    await look(file, url, runner).catch((error: unknown) => {
      if (endsTheRun(error)) {
        throw error;
      }
      return look(file, url, runner);
    });
    return null;
  } catch (error) {
    if (endsTheRun(error)) {
      throw error;
    }
    return wordsOf(error);
  } finally {
    evaluation.site.withdraw(url);
  }
}

const endsTheRun = (error: unknown) => error instanceof PageUnavailableError || error instanceof DiskError;
