/** `npm run evaluate -- leaks`: what of the true faces in a video leaves the engine. */
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DiskError, StoppedError, UsageError, wordsOf } from '../../cli/headless/errors.ts';
import { Interrupt } from '../../cli/headless/interrupt.ts';
import { Progress } from '../../cli/headless/progress.ts';
import { hashOf } from '../../cli/headless/site.ts';
import type { Variant } from '../../cli/variants.ts';
import type { MeasuredFrame, VideoInfo } from '../browser/tasks.ts';
import { asked } from '../browser/tasks.ts';
import { type EvaluationBrowser, PageUnavailableError, type TaskRunner } from './evaluation-browser.ts';
import { Journal } from './journal.ts';
import { type LeaksReport, leaksReport } from './leaks-report.ts';
import { assertFile } from './paths.ts';
import { parseTrueBoxes, type TrueBoxes } from './true-boxes.ts';

export interface LeaksOptions {
  readonly video: string;
  /** Null: the independent detector says where the faces are. */
  readonly boxes: string | null;
  readonly out: string;
  readonly variants: readonly Variant[];
  readonly thorough: boolean;
  readonly fresh: boolean;
}

/** Frames asked for at once. */
const BATCH = 8;

/** The truth about the video, if given. @throws UsageError for what is wrong with the files. */
export function planLeaks({ video, boxes }: LeaksOptions): TrueBoxes | null {
  assertFile(video, '--video');
  if (boxes === null) {
    return null;
  }
  assertFile(boxes, '--boxes');
  return parseTrueBoxes(readFileSync(boxes, 'utf8'), boxes);
}

/**
 * Runs, or goes on with, an evaluation; gives its report.
 * @throws UsageError for what the person can put right; StoppedError when interrupted.
 */
export async function evaluateLeaks(
  truth: TrueBoxes | null,
  options: LeaksOptions,
  evaluation: EvaluationBrowser,
): Promise<LeaksReport> {
  const { size, mtimeMs } = statSync(options.video);
  const journal = new Journal<MeasuredFrame>(join(options.out, 'work'), {
    identity: {
      'version of the engine': evaluation.site.fingerprint,
      video: `${resolve(options.video)}, ${size} bytes, ${mtimeMs}`,
      'boxes file': options.boxes ? await hashOf(options.boxes) : 'none',
      'list of modes': options.variants.map(({ id }) => id).join(','),
      'way of looking': options.thorough ? 'thorough' : 'live',
    },
    tables: {},
    fresh: options.fresh,
  });
  try {
    const info = await measureAll(options, truth, evaluation, journal);
    if (truth && truth.last >= journal.size) {
      throw new UsageError(
        `${options.boxes} speaks of frame ${truth.last}, but the video has ${journal.size} frames (0 to ${journal.size - 1}).`,
      );
    }
    return leaksReport({
      video: options.video,
      info,
      engine: evaluation.site.fingerprint,
      thorough: options.thorough,
      truth: truth ? 'boxes' : 'independent detector',
      variants: options.variants,
      measured: Array.from({ length: journal.size }, (_, i) => journal.get(String(i)) as MeasuredFrame),
    });
  } finally {
    journal.close();
  }
}

async function measureAll(
  options: LeaksOptions,
  truth: TrueBoxes | null,
  evaluation: EvaluationBrowser,
  journal: Journal<MeasuredFrame>,
): Promise<VideoInfo> {
  const interrupt = new Interrupt();
  const runner = evaluation.runner('leaks');
  const url = evaluation.site.offer(resolve(options.video));
  let brokeAt = -1;
  try {
    for (;;) {
      try {
        return await measureFrom(options, truth, runner, url, journal, interrupt);
      } catch (error) {
        // A page that broke is replaced once; the new one goes through the video again up to here.
        const fatal = [UsageError, StoppedError, DiskError, PageUnavailableError].some(
          (kind) => error instanceof kind,
        );
        if (fatal) {
          throw error;
        }
        if (brokeAt === journal.size) {
          throw new UsageError(`${options.video}, after frame ${journal.size}: ${wordsOf(error)}`);
        }
        brokeAt = journal.size;
      }
    }
  } finally {
    interrupt.release();
    evaluation.site.withdraw(url);
    await runner.clear();
  }
}

async function measureFrom(
  { video, variants, thorough }: LeaksOptions,
  truth: TrueBoxes | null,
  runner: TaskRunner,
  url: string,
  journal: Journal<MeasuredFrame>,
  interrupt: Interrupt,
): Promise<VideoInfo> {
  const before = journal.size;
  const seen = Array.from({ length: before }, (_, i) => journal.get(String(i))?.seen ?? []);
  const info = await runner
    .run({
      type: 'leaks-open',
      url,
      variants: variants.map(asked),
      thorough,
      seen,
    })
    .catch((error: unknown) => {
      throw error instanceof PageUnavailableError ? error : new UsageError(`${video}: ${wordsOf(error)}`);
    });
  const progress = new Progress('Frames', info.frames, before);
  try {
    for (;;) {
      const from = journal.size;
      progress.show(Math.min(from, info.frames));
      if (interrupt.asked) {
        throw new StoppedError(
          `Stopped after ${from} of ${info.frames} frames. The same command goes on from there.`,
        );
      }
      const measured = await runner.run({
        type: 'leaks-next',
        count: BATCH,
        truth: truth && Array.from({ length: BATCH }, (_, i) => truth.of(from + i)),
      });
      for (const frame of measured) {
        journal.add(String(journal.size), frame, null);
      }
      if (measured.length < BATCH) {
        progress.show(Math.min(journal.size, info.frames));
        return info;
      }
    }
  } finally {
    progress.end();
  }
}
