/** `npm run evaluate -- actions`: how well the page's action detector still sees what people do after each mode. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../cli/headless/errors.ts';
import type { Variant } from '../../cli/variants.ts';
import type { ActionsOutcome, ActionsTask } from '../browser/tasks.ts';
import { asked } from '../browser/tasks.ts';
import { type ActionsReport, actionsReport } from './actions-report.ts';
import { type Annotations, type LabelledPicture, parseCoco } from './coco.ts';
import type { EvaluationBrowser } from './evaluation-browser.ts';
import { assertFile, assertFolder } from './paths.ts';
import { type PictureFile, picturesJournal, runPictures } from './pictures-run.ts';

export interface ActionsOptions {
  readonly images: string;
  readonly annotations: string;
  readonly out: string;
  readonly variants: readonly Variant[];
  readonly parallel: number;
  readonly fresh: boolean;
  /** The pictures are frames of videos: tubes are judged as well. */
  readonly video: boolean;
}

/** What became of one picture. */
type ActionEntry =
  | { readonly size: number; readonly broken: string }
  | ({ readonly size: number } & ActionsOutcome);

export interface ActionsPlan {
  readonly annotations: Annotations;
  readonly files: readonly PictureFile[];
  readonly missing: readonly string[];
}

/** @throws UsageError for what is wrong with the folder or the annotations. */
export function planActions({ images, annotations: path, video }: ActionsOptions): ActionsPlan {
  assertFolder(images, '--images');
  assertFile(path, '--annotations');
  const annotations = parseCoco(readFileSync(path, 'utf8'), path);
  const stills = annotations.pictures.filter((picture) => !picture.video);
  if (video && stills.length > 0) {
    throw new UsageError(
      `${path} does not say of which video ${stills[0]?.file} is a frame; \`python3 -m guise_training action-frames\` writes that.`,
    );
  }
  const names = [...new Set(annotations.pictures.map(({ file }) => file))];
  const missing = names.filter((name) => !existsSync(join(images, name)));
  const files = names
    .filter((name) => !missing.includes(name))
    .map((name) => ({ name, path: join(images, name), size: statSync(join(images, name)).size }));
  if (files.length === 0) {
    throw new UsageError(
      `${images} holds none of the ${names.length} pictures that the annotations name${names[0] ? `, such as ${names[0]}` : ''}.`,
    );
  }
  return { annotations, files, missing };
}

/** Runs, or goes on with, an evaluation; gives its report. @throws StoppedError when interrupted. */
export async function evaluateActions(
  { annotations, files, missing }: ActionsPlan,
  options: ActionsOptions,
  evaluation: EvaluationBrowser,
): Promise<ActionsReport> {
  const { variants, images, parallel } = options;
  const known = await knownLabels(annotations, options, evaluation);
  const journal = picturesJournal<ActionEntry>(options, evaluation);
  try {
    const failed = await runPictures(
      {
        files,
        kind: 'actions',
        parallel,
        isDone: ({ name, size }) => journal.get(name)?.size === size,
        async look({ name, size }, url, runner) {
          const outcome = await runner.run<ActionsTask>({
            type: 'actions',
            url,
            variants: variants.map(asked),
          });
          journal.add(name, { size, ...outcome }, null);
        },
      },
      evaluation,
    );
    const seen = annotations.pictures.flatMap((picture) => {
      const entry = journal.get(picture.file);
      return entry ? [{ picture, entry }] : [];
    });
    return actionsReport({
      images,
      annotations: options.annotations,
      engine: evaluation.site.fingerprint,
      labels: annotations.labels.filter((label) => known.has(label)),
      unknown: annotations.labels.filter((label) => !known.has(label)),
      modes: [{ id: 'none', label: 'Un-anonymised', mode: 'none' }, ...variants],
      whole: seen.flatMap(({ picture, entry }) =>
        'covered' in entry && entry.covered === 'whole' ? [{ file: picture.file, why: entry.reason }] : [],
      ),
      broken: seen.flatMap(({ picture, entry }) =>
        'broken' in entry ? [{ file: picture.file, why: entry.broken }] : [],
      ),
      missing,
      failed,
      detected: seen.flatMap(({ picture, entry }) =>
        'broken' in entry ? [] : [detected(picture, entry, options.video)],
      ),
    });
  } finally {
    journal.close();
  }
}

/** The truth in the decoded picture's pixels, should the annotations be of another size of it. */
function detected(
  picture: LabelledPicture,
  { width, height, covered, found }: ActionsOutcome,
  video: boolean,
) {
  const across = width / picture.width;
  const down = height / picture.height;
  return {
    file: picture.file,
    ...(video && picture.video ? { video: picture.video } : {}),
    whole: covered === 'whole',
    truth: picture.boxes.map((box) => ({
      ...box,
      x: box.x * across,
      y: box.y * down,
      width: box.width * across,
      height: box.height * down,
    })),
    found,
  };
}

/** The classes that the action detector knows. @throws UsageError when none of the annotations' is among them. */
async function knownLabels(
  { labels }: Annotations,
  { annotations }: ActionsOptions,
  evaluation: EvaluationBrowser,
): Promise<ReadonlySet<string>> {
  const runner = evaluation.runner('actions');
  try {
    const known = new Set(await runner.run({ type: 'action-labels' }));
    if (!labels.some((label) => known.has(label))) {
      throw new UsageError(
        `The action detector knows none of the classes of ${annotations} (${labels.join(', ')}). It knows ${[...known].join(', ')}.`,
      );
    }
    return known;
  } finally {
    await runner.clear();
  }
}
