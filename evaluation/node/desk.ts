/** `npm run evaluate -- desk`: how far the page's answers about what people do at a desk can be trusted. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../../cli/headless/errors.ts';
import type { Variant } from '../../cli/variants.ts';
import { DESK_CLASSES } from '../../src/engine/meters/action/desk/classes.ts';
import { asked, type DeskOutcome, type DeskTask } from '../browser/tasks.ts';
import { parseCoco } from './coco.ts';
import { type ClipSaid, classFigures, falseActions, type JudgedPicture } from './desk-report.ts';
import type { EvaluationBrowser } from './evaluation-browser.ts';
import { table } from './markdown.ts';
import { assertFile, assertFolder } from './paths.ts';
import { picturesJournal, runPictures } from './pictures-run.ts';

export interface DeskOptions {
  /** Pictures, and what is done in them; null: clips only. */
  readonly images: string | null;
  readonly labels: string | null;
  /** Folder of clips in which nobody does any of it; null: pictures only. */
  readonly clips: string | null;
  readonly out: string;
  readonly variants: readonly Variant[];
  readonly all: boolean;
  readonly parallel: number;
  readonly fresh: boolean;
}

type Entry = { readonly size: number; readonly broken: string } | ({ readonly size: number } & DeskOutcome);

/** What is done in a picture, and where it comes from. */
export type Labels = Readonly<Record<string, { readonly label: string; readonly source: string }>>;

export interface DeskReport {
  readonly kind: 'desk';
  readonly engine: string;
  readonly pictures: number;
  /** The median of what a picture took, ms. */
  readonly duration: number | null;
  readonly modes: readonly {
    readonly id: string;
    readonly label: string;
    readonly judged: readonly JudgedPicture[];
  }[];
  readonly clips: readonly {
    readonly id: string;
    readonly label: string;
    readonly played: readonly ClipSaid[];
  }[];
}

/** What annotations call otherwise. */
const RENAMED: Readonly<Record<string, string>> = { texting: 'looking_at_phone' };

/** Labels as they are here, or COCO's annotations: a picture's first label counts. @throws UsageError for a file of another kind. */
export function parseLabels(text: string, path: string): Labels {
  const wrong = new UsageError(
    `${path} must be {"picture.jpg": {"label": "eating", "source": "where it comes from"}, …}.`,
  );
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw wrong;
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw wrong;
  }
  if ('annotations' in given) {
    const { pictures } = parseCoco(text, path);
    return Object.fromEntries(
      pictures.flatMap(({ file, boxes: [first] }) =>
        first
          ? [[file, { label: RENAMED[first.label] ?? first.label, source: file.replace(/_.*/, '') }]]
          : [],
      ),
    );
  }
  for (const one of Object.values(given)) {
    if (typeof one?.label !== 'string' || typeof one?.source !== 'string') {
      throw wrong;
    }
  }
  return given as Labels;
}

/** @throws UsageError for what is wrong with the folders, StoppedError when interrupted. */
export async function evaluateDesk(options: DeskOptions, evaluation: EvaluationBrowser): Promise<DeskReport> {
  const { variants } = options;
  const entries = options.images && options.labels ? await lookAtPictures(options, evaluation) : [];
  const durations = entries.map(({ entry }) => entry.duration).sort((a, b) => a - b);
  const names = [{ id: 'none', label: 'Un-anonymised' }, ...variants];
  return {
    kind: 'desk',
    engine: evaluation.site.fingerprint,
    pictures: entries.length,
    duration: durations[Math.floor(durations.length / 2)] ?? null,
    modes:
      entries.length === 0
        ? []
        : names.map(({ id, label }, index) => ({
            id,
            label,
            judged: entries.map(({ file, truth, entry }) => {
              const said = entry.said[index] ?? null;
              return {
                file,
                source: truth.source,
                truth: truth.label,
                said,
              };
            }),
          })),
    clips: options.clips ? await playClips(options.clips, options, evaluation) : [],
  };
}

async function lookAtPictures(options: DeskOptions, evaluation: EvaluationBrowser) {
  const { images, labels: path, variants, all } = options as DeskOptions & { images: string; labels: string };
  assertFolder(images, '--images');
  assertFile(path, '--labels');
  const labels = parseLabels(readFileSync(path, 'utf8'), path);
  const files = Object.keys(labels)
    .filter((name) => existsSync(join(images, name)))
    .map((name) => ({ name, path: join(images, name), size: statSync(join(images, name)).size }));
  if (files.length === 0) {
    throw new UsageError(`${images} holds none of the pictures that ${path} names.`);
  }
  // What the head, mouth and hands do is judged where labels tell it: a picture of somebody who looks away is labelled with what is done otherwise.
  const told = new Set(Object.values(labels).map(({ label }) => label));
  const said = DESK_CLASSES.filter(
    (one) => (all || one.trusted) && (one.rests === 'thing' || told.has(one.label)),
  ).map(({ label }) => label);
  const journal = picturesJournal<Entry>({ ...options, images, labels: said }, evaluation);
  try {
    await runPictures(
      {
        files,
        kind: 'desk',
        parallel: options.parallel,
        isDone: ({ name, size }) => journal.get(name)?.size === size,
        async look({ name, size }, url, runner) {
          const outcome = await runner.run<DeskTask>({
            type: 'desk',
            url,
            labels: said,
            variants: variants.map(asked),
          });
          journal.add(name, { size, ...outcome }, null);
        },
      },
      evaluation,
    );
    return files.flatMap(({ name }) => {
      const entry = journal.get(name);
      const truth = labels[name];
      return entry && truth && !('broken' in entry) ? [{ file: name, truth, entry }] : [];
    });
  } finally {
    journal.close();
  }
}

async function playClips(folder: string, { variants, all }: DeskOptions, evaluation: EvaluationBrowser) {
  assertFolder(folder, '--clips');
  const files = readdirSync(folder)
    .filter((name) => /\.(mp4|webm|mov)$/i.test(name))
    .sort();
  if (files.length === 0) {
    throw new UsageError(`${folder} holds no clips (mp4, webm or mov).`);
  }
  const runner = evaluation.runner('desk');
  const clips: { id: string; label: string; played: ClipSaid[] }[] = [];
  try {
    for (const variant of variants) {
      const played: ClipSaid[] = [];
      for (const file of files) {
        const url = evaluation.site.offer(resolve(folder, file));
        played.push({
          file,
          ...(await runner.run({ type: 'desk-clip', url, variant: asked(variant), all })),
        });
        evaluation.site.withdraw(url);
        process.stderr.write(`${variant.label}: ${file} played.\n`);
      }
      clips.push({ id: variant.id, label: variant.label, played });
    }
  } finally {
    await runner.clear();
  }
  return clips;
}

export function deskWords(report: DeskReport, command: string): string {
  const labels = DESK_CLASSES.map(({ label }) => label);
  const share = (value: number | null) => (value === null ? '–' : `${(value * 100).toFixed(0)} %`);
  const parts = ['# Actions at a desk', `\`${command}\``];
  for (const { label, judged } of report.modes) {
    const sources = [...new Set(judged.map(({ source }) => source))].sort();
    const rows = classFigures(judged, labels)
      .filter(({ pictures, right, wrong }) => pictures + right + wrong > 0)
      .map((one) => {
        const by = sources.map((source) => {
          const [own] = classFigures(
            judged.filter((picture) => picture.source === source),
            [one.label],
          );
          return own && own.pictures + own.wrong > 0
            ? `${own.right} of ${own.pictures}, ${own.wrong} false`
            : '–';
        });
        return [one.label, String(one.pictures), share(one.precision), share(one.recall), ...by];
      });
    const hidden = judged.filter(({ said }) => said === null).length;
    parts.push(
      `## ${label}`,
      `${judged.length} pictures, ${hidden} of them covered whole or without a face, so that nothing is said.`,
      table(['said', 'pictures of it', 'precision', 'recall', ...sources], rows),
    );
  }
  if (report.duration !== null) {
    parts.push(`A look took ${report.duration.toFixed(1)} ms (median).`);
  }
  for (const { label, played } of report.clips) {
    const { begun, seconds, perMinute } = falseActions(played);
    parts.push(
      `## Clips, ${label}`,
      `${played.length} clips, ${seconds.toFixed(0)} s: ${begun.length} false actions, ${perMinute.toFixed(2)} a minute.`,
      ...begun.map(
        ({ file, label: said, at, lasts }) =>
          `- ${file}: ${said} at ${at.toFixed(1)} s for ${lasts.toFixed(1)} s`,
      ),
    );
  }
  return `${parts.join('\n\n')}\n`;
}
