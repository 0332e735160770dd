/** `npm run evaluate -- faces`: how well recognisers still tell people apart after each mode. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RECOGNISERS } from '../browser/recognisers/names.ts';
import type { FacesTask } from '../browser/tasks.ts';
import type { Variant } from '../browser/variants.ts';
import { wordsOf } from './errors.ts';
import { facePictures, type PictureFile } from './face-pictures.ts';
import { type FacesReport, facesReport, type MissedPicture, type PictureEntry } from './faces-report.ts';
import { Interrupt, StoppedError } from './interrupt.ts';
import { Journal } from './journal.ts';
import { type PairsFile, parsePairs } from './pairs.ts';
import { demandFile, demandFolder } from './paths.ts';
import { workThrough } from './pool.ts';
import { Progress } from './progress.ts';
import { type Desk, PageUnavailableError, type Studio } from './studio.ts';

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
  demandFolder(images, '--images');
  demandFile(path, '--pairs');
  const pairs = parsePairs(readFileSync(path, 'utf8'), path);
  return { pairs, ...facePictures(images, pairs.pairs, every) };
}

/** Runs, or goes on with, an evaluation; gives its report. @throws StoppedError when interrupted. */
export async function evaluateFaces(
  { pairs, files, missing }: FacesPlan,
  options: FacesOptions,
  studio: Studio,
): Promise<FacesReport> {
  const journal = new Journal<PictureEntry>(join(options.out, 'work'), {
    identity: {
      'version of the engine': studio.site.fingerprint,
      'folder of pictures': resolve(options.images),
      'list of modes': options.variants.map(({ id }) => id).join(','),
    },
    tables: Object.fromEntries(
      RECOGNISERS.map(({ id, dimensions }) => [id, dimensions * (options.variants.length + 1)]),
    ),
    fresh: options.fresh,
  });
  try {
    const failed = await lookAtAll(files, options, studio, journal);
    return facesReport({
      images: options.images,
      pairsFile: options.pairs,
      engine: studio.site.fingerprint,
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

/** Gives what failed twice. @throws StoppedError when interrupted. */
async function lookAtAll(
  files: readonly PictureFile[],
  { variants, parallel }: FacesOptions,
  studio: Studio,
  journal: Journal<PictureEntry>,
): Promise<MissedPicture[]> {
  const open = files.filter(({ name, size }) => journal.get(name)?.size !== size);
  const before = files.length - open.length;
  const progress = new Progress('Pictures', files.length, before);
  const interrupt = new Interrupt();
  const failed: MissedPicture[] = [];
  const desks = Array.from({ length: Math.min(parallel, Math.max(1, open.length)) }, () =>
    studio.desk('faces'),
  );
  let done = before;
  try {
    progress.show(done);
    const all = await workThrough(
      open,
      desks,
      async (file, desk) => {
        const why = await lookAt(file, variants, desk, studio, journal);
        if (why !== null) {
          failed.push({ file: file.name, why });
        }
        progress.show(++done);
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
    interrupt.release();
    await Promise.all(desks.map((desk) => desk.clear()));
  }
}

/** Null when it is in the journal now; otherwise why not, after a second try on a new page. */
async function lookAt(
  { name, path, size }: PictureFile,
  variants: readonly Variant[],
  desk: Desk,
  studio: Studio,
  journal: Journal<PictureEntry>,
): Promise<string | null> {
  const url = studio.site.offer(path);
  const task: FacesTask = {
    type: 'faces',
    url,
    variants: variants.map(({ id, mode, values }) => ({ id, mode, values })),
  };
  try {
    const outcome = await desk.run(task).catch(() => desk.run(task));
    if ('broken' in outcome) {
      journal.add(name, { size, broken: outcome.broken }, null);
    } else {
      const { embeddings, ...entry } = outcome;
      const rows = RECOGNISERS.map(({ id }, i) => [id, Buffer.from(embeddings[i] ?? '', 'base64')] as const);
      journal.add(name, { size, ...entry }, Object.fromEntries(rows));
    }
    return null;
  } catch (error) {
    if (error instanceof PageUnavailableError) {
      throw error;
    }
    return wordsOf(error);
  } finally {
    studio.site.withdraw(url);
  }
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
