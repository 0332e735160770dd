/** `npm run evaluate -- faces`: how well recognisers still distinguish people after each mode. */
import { readFileSync } from 'node:fs';
import type { Variant } from '../../cli/variants.ts';
import { RECOGNISERS } from '../browser/recognisers/names.ts';
import type { FacesTask } from '../browser/tasks.ts';
import { asked } from '../browser/tasks.ts';
import type { EvaluationBrowser } from './evaluation-browser.ts';
import { facePictures } from './face-pictures.ts';
import { type FacesReport, facesReport, type PictureEntry } from './faces-report.ts';
import type { Journal } from './journal.ts';
import { type PairsFile, parsePairs } from './pairs.ts';
import { assertFile, assertFolder } from './paths.ts';
import { type MissedPicture, type PictureFile, picturesJournal, runPictures } from './pictures-run.ts';

export interface FacesOptions {
  readonly images: string;
  readonly pairs: string;
  readonly out: string;
  readonly variants: readonly Variant[];
  /** All pictures of the folder, not only those that the pairs name. */
  readonly every: boolean;
  /** Browser pages at work at once. */
  readonly parallel: number;
  readonly fresh: boolean;
}

export interface FacesPlan {
  readonly pairs: PairsFile;
  readonly files: readonly PictureFile[];
  readonly missing: readonly string[];
}

/** @throws UsageError for what is wrong with the folder or the pairs file. */
export function planFaces({ images, pairs: path, every }: FacesOptions): FacesPlan {
  assertFolder(images, '--images');
  assertFile(path, '--pairs');
  const pairs = parsePairs(readFileSync(path, 'utf8'), path);
  return { pairs, ...facePictures(images, pairs.pairs, every) };
}

/** Runs, or goes on with, an evaluation; gives its report. @throws StoppedError when interrupted. */
export async function evaluateFaces(
  { pairs, files, missing }: FacesPlan,
  options: FacesOptions,
  evaluation: EvaluationBrowser,
): Promise<FacesReport> {
  const journal = picturesJournal<PictureEntry>(
    options,
    evaluation,
    Object.fromEntries(
      RECOGNISERS.map(({ id, dimensions }) => [id, dimensions * (options.variants.length + 1)]),
    ),
  );
  try {
    const failed = await runAll(files, options, evaluation, journal);
    return facesReport({
      images: options.images,
      pairsFile: options.pairs,
      engine: evaluation.site.fingerprint,
      pairs,
      variants: options.variants,
      pictures: new Map(
        files.flatMap(({ name }) => {
          const entry = journal.get(name);
          return entry ? [[name, entry] as const] : [];
        }),
      ),
      missing,
      failed,
      recognisers: RECOGNISERS.map(({ id, label, dimensions }) => ({
        id,
        label,
        embeddings: embeddingsIn(journal, id, dimensions),
      })),
    });
  } finally {
    journal.close();
  }
}

/** Gives what failed. */
function runAll(
  files: readonly PictureFile[],
  { variants, parallel }: FacesOptions,
  evaluation: EvaluationBrowser,
  journal: Journal<PictureEntry>,
): Promise<MissedPicture[]> {
  return runPictures(
    {
      files,
      kind: 'faces',
      parallel,
      isDone: ({ name, size }) => journal.get(name)?.size === size,
      async look({ name, size }, url, runner) {
        const outcome = await runner.run<FacesTask>({ type: 'faces', url, variants: variants.map(asked) });
        if ('broken' in outcome) {
          journal.add(name, { size, broken: outcome.broken }, null);
          return;
        }
        const { embeddings, ...entry } = outcome;
        const rows = RECOGNISERS.map(
          ({ id }, i) => [id, Buffer.from(embeddings[i] ?? '', 'base64')] as const,
        );
        journal.add(name, { size, ...entry }, Object.fromEntries(rows));
      },
    },
    evaluation,
  );
}

/** Columns of the journal's tables, read when they are asked for; two are kept, since pairs compare two. */
function embeddingsIn(
  journal: Journal<PictureEntry>,
  recogniser: string,
  dimensions: number,
): (variant: number, picture: string) => Float32Array | null {
  const columns = new Map<number, (key: string) => Float32Array | null>();
  return (variant, picture) => {
    let column = columns.get(variant);
    if (!column) {
      // The raw pictures are compared with every mode: they stay.
      for (const old of columns.keys()) {
        if (old !== -1) {
          columns.delete(old);
        }
      }
      column = journal.column(recogniser, (variant + 1) * dimensions, dimensions);
      columns.set(variant, column);
    }
    return column(picture);
  };
}
