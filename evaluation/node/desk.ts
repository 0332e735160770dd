/** `npm run evaluate -- desk`: how far the page's answers about what people do at a desk can be trusted. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../../cli/headless/errors.ts';
import { parseVariants, type Variant } from '../../cli/variants.ts';
import { DESK_CLASSES } from '../../src/engine/meters/action/desk/classes.ts';
import { asked, type DeskOutcome, type DeskTask, type Playing } from '../browser/tasks.ts';
import { parseCoco } from './coco.ts';
import { type ClipSaid, classFigures, clipFigures, falseActions, type JudgedPicture } from './desk-report.ts';
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
  /** What is done in clips all the same; null: nothing of it. */
  readonly clipsDoing: string | null;
  /** Each clip, and each photograph, in every variation (`PLAYINGS`). */
  readonly variations: boolean;
  /** Play clips and photographs also as they are, without a cover. */
  readonly raw: boolean;
  /** Folder of photographs that are held before the camera, and the file that names them; null: none. */
  readonly photographs: string | null;
  readonly doing: string | null;
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
const RENAMED: Readonly<Record<string, string>> = { texting: 'looking_at_phone', hair_makeup: 'make_up' };

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

/**
 * What may be said of these pictures. What the head, mouth and hands do is judged where labels tell it: a picture of somebody who looks
 * away is labelled with what is done otherwise.
 */
export function saidOf(labels: Labels, all: boolean): readonly string[] {
  const told = new Set(Object.values(labels).map(({ label }) => label));
  return DESK_CLASSES.filter(
    (one) => (all || one.trusted) && (one.rests === 'thing' || told.has(one.label)),
  ).map(({ label }) => label);
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
    clips: await playClips(options, evaluation),
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
  const said = saidOf(labels, all);
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

/** The ways in which clips are played; without variations the first. */
const PLAYINGS: Readonly<Record<string, Playing>> = {
  'as taken': { mirrored: false, speed: 1, zoom: 1 },
  mirrored: { mirrored: true, speed: 1, zoom: 1 },
  'half as fast': { mirrored: false, speed: 0.5, zoom: 1 },
  'half as fast, mirrored': { mirrored: true, speed: 0.5, zoom: 1 },
  nearer: { mirrored: false, speed: 1, zoom: 1.4 },
  farther: { mirrored: false, speed: 1, zoom: 0.7 },
};
/** Seconds that a photograph is held. */
const HELD = 6;

/** What is played: a file, seconds that it is held (null: a clip), and what is done in it. */
interface Played {
  readonly file: string;
  readonly path: string;
  readonly held: number | null;
  readonly does: readonly string[];
}

async function playClips(options: DeskOptions, evaluation: EvaluationBrowser) {
  const { all, variations } = options;
  const [cheapest] = parseVariants('mask');
  const looked = [
    ...(options.raw && cheapest ? [{ ...cheapest, id: 'none', label: 'Un-anonymised', raw: true }] : []),
    ...options.variants.map((variant) => ({ ...variant, raw: false })),
  ];
  const played = [
    ...clipsIn(options.clips, options.clipsDoing),
    ...photographsIn(options.photographs, options.doing),
  ];
  if (played.length === 0) {
    return [];
  }
  const ways = Object.entries(PLAYINGS).slice(0, variations ? undefined : 1);
  const runner = evaluation.runner('desk');
  const clips: { id: string; label: string; played: ClipSaid[] }[] = [];
  try {
    for (const variant of looked) {
      const { raw } = variant;
      const said: ClipSaid[] = [];
      for (const { file, path, held, does } of played) {
        const url = evaluation.site.offer(path);
        for (const [way, playing] of ways) {
          const task = { url, held, playing, variant: asked(variant), raw, all } as const;
          said.push({ file, played: way, does, ...(await runner.run({ type: 'desk-clip', ...task })) });
        }
        evaluation.site.withdraw(url);
        process.stderr.write(`${variant.label}: ${file} played.\n`);
      }
      clips.push({ id: variant.id, label: variant.label, played: said });
    }
  } finally {
    await runner.clear();
  }
  return clips;
}

/**
 * The clips in a folder, by name. @param doing path of what is done in them; null: nothing of it
 * @throws UsageError for what is wrong with either
 */
export function clipsIn(folder: string | null, doing: string | null): readonly Played[] {
  if (folder === null) {
    return [];
  }
  assertFolder(folder, '--clips');
  const done = doing === null ? {} : readDoing(doing, '--clips-doing');
  const files = readdirSync(folder)
    .filter((name) => /\.(mp4|webm|mov)$/i.test(name))
    .sort();
  if (files.length === 0) {
    throw new UsageError(`${folder} holds no clips (mp4, webm or mov).`);
  }
  return files.map((file) => ({ file, path: resolve(folder, file), held: null, does: done[file] ?? [] }));
}

function photographsIn(folder: string | null, doing: string | null): readonly Played[] {
  if (folder === null || doing === null) {
    return [];
  }
  assertFolder(folder, '--photographs');
  return Object.entries(readDoing(doing, '--doing')).map(([file, does]) => {
    const path = resolve(folder, file);
    if (!existsSync(path)) {
      throw new UsageError(`${folder} does not hold ${file}, which ${doing} names.`);
    }
    return { file, path, held: HELD, does };
  });
}

function readDoing(path: string, option: string) {
  assertFile(path, option);
  return parseDoing(readFileSync(path, 'utf8'), path);
}

/** What is done in each photograph, or clip. @throws UsageError for a file of another kind. */
export function parseDoing(text: string, path: string): Readonly<Record<string, readonly string[]>> {
  const wrong = new UsageError(`${path} must be {"photograph.jpg": ["looking_away", …], …}.`);
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw wrong;
  }
  const isList = (one: unknown) => Array.isArray(one) && one.every((label) => typeof label === 'string');
  if (
    typeof given !== 'object' ||
    given === null ||
    Array.isArray(given) ||
    !Object.values(given).every(isList)
  ) {
    throw wrong;
  }
  return given as Readonly<Record<string, readonly string[]>>;
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
    const ways = [...new Set(played.map((one) => one.played))];
    parts.push(
      `## Clips, ${label}`,
      `${played.length} played, ${seconds.toFixed(0)} s: ${begun.length} false actions, ${perMinute.toFixed(2)} a minute.`,
    );
    if (ways.length > 1) {
      const rows = ways.map((way) => {
        const own = falseActions(played.filter((one) => one.played === way));
        return [way, own.seconds.toFixed(0), String(own.begun.length), own.perMinute.toFixed(2)];
      });
      parts.push(table(['played', 'seconds', 'false actions', 'a minute'], rows));
    }
    const figures = clipFigures(played, labels);
    if (figures.length > 0) {
      parts.push(
        table(
          ['said', 'played with it', 'precision', 'recall'],
          figures.map((one) => [
            one.label,
            String(one.pictures),
            `${share(one.precision)} (${one.right} of ${one.right + one.wrong})`,
            share(one.recall),
          ]),
        ),
      );
    }
    parts.push(
      ...begun.map(
        ({ file, played: way, label: said, at, lasts }) =>
          `- ${file}, ${way}: ${said} at ${at.toFixed(1)} s for ${lasts.toFixed(1)} s`,
      ),
    );
  }
  return `${parts.join('\n\n')}\n`;
}
