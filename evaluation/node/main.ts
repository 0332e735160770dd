/** The command line: what was asked for, done, and an exit code. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitCodeOf, UsageError } from '../../cli/headless/errors.ts';
import { launch } from '../../cli/headless/headless.ts';
import { allVariants, parseVariants, type Variant } from '../../cli/variants.ts';
import { evaluateActions, planActions } from './actions.ts';
import { actionsWords } from './actions-markdown.ts';
import { chartsOf } from './charts/charts.ts';
import { combine, readReport, writeCharts } from './charts/command.ts';
import { boxesFileOf, planClip, writeClip } from './clip.ts';
import { deskWords, evaluateDesk } from './desk.ts';
import { type EvaluationBrowser, openEvaluationBrowser } from './evaluation-browser.ts';
import { allNames } from './face-pictures.ts';
import { evaluateFaces, planFaces } from './faces.ts';
import { facesWords } from './faces-markdown.ts';
import { writeWhole } from './journal.ts';
import { evaluateLeaks, planLeaks } from './leaks.ts';
import { leaksWords } from './leaks-markdown.ts';
import { framesCsv } from './leaks-report.ts';
import { makePairs } from './make-pairs.ts';
import { parsePairs } from './pairs.ts';
import { assertFolder } from './paths.ts';

const HELP = `npm run evaluate -- COMMAND …: measures the shipped engine on data on this disk.

  faces --images DIR --pairs pairs.txt --out OUT
      How well face recognisers still distinguish people. DIR/Name/Name_0001.jpg and pairs.txt as in LFW.
      --modes LIST      e.g. mask,blur:cells=8,noise:variance=0.3; without it every mode with the paper's settings
      --every           measure every picture of DIR, not only those that the pairs name
      --parallel N      browser pages at work at once (1)

  pairs --images DIR --out pairs.txt
      Draws a pairs file for a folder that has none: no person in two folds, half of the pairs of one person.
      --pairs N         (6000)
      --folds N         (10)
      --seed N          (1)
      --force           write over a file that is there

  actions --annotations coco.json --images DIR --out OUT
      How well the page's action detector still sees what people do: mAP@0.5, per class and mode. Annotations in COCO's format.
      --video           the pictures are frames of videos (training's action-frames writes such annotations, from JHMDB and DALY):
                        video mAP@0.5 as well
      --modes LIST, --parallel N   as above

  desk [--images DIR --labels labels.json] [--clips DIR] [--photographs DIR --doing doing.json] --out OUT
      How far the page's answers about what people do at a desk can be trusted: precision and recall of each in pictures
      ({"a.jpg": {"label": "eating", "source": "stock"}}, or annotations in COCO's format), and how often one is given in clips in which nobody does any,
      and before photographs that are held for some seconds ({"a.jpg": ["looking_away"]}: what is done in each of them).
      --clips-doing FILE   what is done in the clips all the same ({"a.mp4": ["talking"]}): precision and recall over clips as well
      --variations      play each clip and photograph also mirrored, half as fast, nearer and farther
      --raw             play them as they are, without a cover; with --modes besides
      --all             also what is not shown by default
      --modes LIST      (mask)
      --parallel N      as above

  leaks --video FILE [--boxes boxes.json] --out OUT
      How much of the true faces in a video leaves the engine. boxes.json says where they are, [[[x, y, width, height], …], …] one
      list a frame (or {"frame number": […]}); without it an independent detector does.
      --modes LIST      (mask)
      --thorough        every pass of the detector on every frame, instead of what a camera gets

  clip --out clip.webm
      Draws a video for leaks where you have none: faces of an npm package's photographs move through drawn rooms, and
      clip.boxes.json says where each one is.
      --scenario NAME   (group) one, group, four, sixteen, empty-then-one, leaves or empty
      --seconds N, --fps N, --width N, --height N   (8, 30, 640, 480)
      --force           write over a file that is there

  charts REPORT… --out OUT
      The trade-off chart (privacy against use) and the tables from reports (report.json, or the --out folders of runs), beside the
      paper's published points.

For faces, actions and leaks
      --fresh           start again; without it an interrupted run goes on where it was

Results: OUT/report.json, OUT/report.md, and charts as SVG and PNG. docs/evaluation.md says more.
`;

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  faces,
  pairs,
  actions,
  desk,
  leaks,
  clip,
  charts,
};

/** @returns the exit code: 0 done, 1 failed, 2 the command was not understood, 130 stopped. */
export async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help') {
    process.stdout.write(HELP);
    return name === undefined ? 2 : 0;
  }
  return exitCodeOf(async () => {
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!command) {
      throw new UsageError(`There is no command "${name}". --help says what there is.`);
    }
    await command(args);
    return 0;
  });
}

async function faces(args: readonly string[]): Promise<void> {
  const given = read(args, {
    images: { type: 'string' },
    pairs: { type: 'string' },
    out: { type: 'string' },
    modes: { type: 'string' },
    parallel: { type: 'string', default: '1' },
    every: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
  });
  const options = {
    images: needed(given.images, '--images'),
    pairs: needed(given.pairs, '--pairs'),
    out: needed(given.out, '--out'),
    variants: variantsOf(given.modes) ?? allVariants(),
    every: given.every === true,
    parallel: count(given.parallel, '--parallel'),
    fresh: given.fresh === true,
  };
  const plan = planFaces(options);
  await withBrowser(async (evaluation) => {
    const report = await evaluateFaces(plan, options, evaluation);
    await writeCharts(options.out, chartsOf(report), evaluation.browser);
    writeReport(options.out, report, facesWords(report, commandOf('faces', args)));
  });
}

async function pairs(args: readonly string[]): Promise<void> {
  const given = read(args, {
    images: { type: 'string' },
    out: { type: 'string' },
    pairs: { type: 'string', default: '6000' },
    folds: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    force: { type: 'boolean', default: false },
  });
  const images = needed(given.images, '--images');
  const out = needed(given.out, '--out');
  assertFolder(images, '--images');
  assertFree(out, given.force);
  const text = makePairs(allNames(images), {
    pairs: count(given.pairs, '--pairs'),
    folds: count(given.folds, '--folds'),
    seed: count(given.seed, '--seed'),
  });
  mkdirSync(dirname(out), { recursive: true });
  writeWhole(out, text);
  process.stdout.write(`${parsePairs(text).pairs.length} pairs were written to ${out}.\n`);
}

async function actions(args: readonly string[]): Promise<void> {
  const given = read(args, {
    images: { type: 'string' },
    annotations: { type: 'string' },
    out: { type: 'string' },
    modes: { type: 'string' },
    parallel: { type: 'string', default: '1' },
    video: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
  });
  const options = {
    images: needed(given.images, '--images'),
    annotations: needed(given.annotations, '--annotations'),
    out: needed(given.out, '--out'),
    variants: variantsOf(given.modes) ?? allVariants(),
    parallel: count(given.parallel, '--parallel'),
    video: given.video === true,
    fresh: given.fresh === true,
  };
  const plan = planActions(options);
  await withBrowser(async (evaluation) => {
    const report = await evaluateActions(plan, options, evaluation);
    await writeCharts(options.out, chartsOf(report), evaluation.browser);
    writeReport(options.out, report, actionsWords(report, commandOf('actions', args)));
  });
}

async function desk(args: readonly string[]): Promise<void> {
  const given = read(args, {
    images: { type: 'string' },
    labels: { type: 'string' },
    clips: { type: 'string' },
    'clips-doing': { type: 'string' },
    variations: { type: 'boolean', default: false },
    raw: { type: 'boolean', default: false },
    photographs: { type: 'string' },
    doing: { type: 'string' },
    out: { type: 'string' },
    modes: { type: 'string' },
    parallel: { type: 'string', default: '1' },
    all: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
  });
  const text = (value: string | boolean | undefined) => (typeof value === 'string' ? value : null);
  const options = {
    images: text(given.images),
    labels: text(given.labels),
    clips: text(given.clips),
    clipsDoing: text(given['clips-doing']),
    variations: given.variations === true,
    raw: given.raw === true,
    photographs: text(given.photographs),
    doing: text(given.doing),
    out: needed(given.out, '--out'),
    // Clips alone may be played as they are alone.
    variants: variantsOf(given.modes) ?? (given.raw === true ? [] : parseVariants('mask')),
    all: given.all === true,
    parallel: count(given.parallel, '--parallel'),
    fresh: given.fresh === true,
  };
  const { images, labels, clips, photographs, doing } = options;
  if (
    (images === null) !== (labels === null) ||
    (photographs === null) !== (doing === null) ||
    !(images || clips || photographs)
  ) {
    throw new UsageError(
      'desk needs --images with --labels, --clips, or --photographs with --doing. --help says more.',
    );
  }
  await withBrowser(async (evaluation) => {
    const report = await evaluateDesk(options, evaluation);
    writeReport(options.out, report, deskWords(report, commandOf('desk', args)));
  });
}

async function leaks(args: readonly string[]): Promise<void> {
  const given = read(args, {
    video: { type: 'string' },
    boxes: { type: 'string' },
    out: { type: 'string' },
    modes: { type: 'string' },
    thorough: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
  });
  const options = {
    video: needed(given.video, '--video'),
    boxes: typeof given.boxes === 'string' ? given.boxes : null,
    out: needed(given.out, '--out'),
    variants: variantsOf(given.modes) ?? parseVariants('mask'),
    thorough: given.thorough === true,
    fresh: given.fresh === true,
  };
  const truth = planLeaks(options);
  await withBrowser(async (evaluation) => {
    const report = await evaluateLeaks(truth, options, evaluation);
    await writeCharts(options.out, chartsOf(report), evaluation.browser);
    writeWhole(join(options.out, 'frames.csv'), framesCsv(report));
    writeReport(options.out, report, leaksWords(report, commandOf('leaks', args)));
  });
}

async function clip(args: readonly string[]): Promise<void> {
  const given = read(args, {
    out: { type: 'string' },
    scenario: { type: 'string', default: 'group' },
    seconds: { type: 'string', default: '8' },
    fps: { type: 'string', default: '30' },
    width: { type: 'string', default: '640' },
    height: { type: 'string', default: '480' },
    force: { type: 'boolean', default: false },
  });
  const options = planClip({
    out: needed(given.out, '--out'),
    scenario: String(given.scenario),
    seconds: count(given.seconds, '--seconds'),
    fps: count(given.fps, '--fps'),
    width: count(given.width, '--width'),
    height: count(given.height, '--height'),
  });
  assertFree(options.out, given.force);
  const { frames, boxes } = await writeClip(options);
  process.stdout.write(
    `${frames} frames were written to ${options.out}, and ${boxes} boxes to ${boxesFileOf(options.out)}.\n`,
  );
}

async function charts(args: readonly string[]): Promise<void> {
  const { values, positionals } = understood(() =>
    parseArgs({
      args: [...args],
      options: { out: { type: 'string' } },
      allowPositionals: true,
    }),
  );
  const out = needed(values.out, '--out');
  const files = combine(positionals.map(readReport), commandOf('charts', args));
  const browser = await launch();
  try {
    await writeCharts(out, files.charts, browser);
  } finally {
    await browser.close();
  }
  writeWhole(join(out, 'trade-off.json'), `${JSON.stringify(files.tradeOff, null, 2)}\n`);
  writeWhole(join(out, 'report.md'), files.words);
  process.stdout.write(`${files.words}\nCharts, trade-off.json and report.md were written to ${out}.\n`);
}

async function withBrowser(work: (evaluation: EvaluationBrowser) => Promise<void>): Promise<void> {
  const evaluation = await openEvaluationBrowser();
  try {
    await work(evaluation);
  } finally {
    await evaluation.close();
  }
}

type Options = NonNullable<Parameters<typeof parseArgs>[0]>['options'];

function read(args: readonly string[], options: Options): Record<string, string | boolean | undefined> {
  const { values } = understood(() =>
    parseArgs({ args: [...args], options, strict: true, allowPositionals: false }),
  );
  return values as Record<string, string | boolean | undefined>;
}

/** @throws UsageError in the parser's words. */
function understood<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function needed(value: string | boolean | undefined, option: string): string {
  if (typeof value !== 'string' || value === '') {
    throw new UsageError(`${option} is missing. --help says what is needed.`);
  }
  return value;
}

/** @throws UsageError when there is something that nobody said may be written over. */
function assertFree(path: string, force: string | boolean | undefined): void {
  if (existsSync(path) && force !== true) {
    throw new UsageError(`${path} is there already; --force writes over it.`);
  }
}

function count(value: string | boolean | undefined, option: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) {
    throw new UsageError(`${option} is a number from 1 on, not "${value}".`);
  }
  return number;
}

/** Null where nothing was given. @throws UsageError for a list that names what does not exist. */
function variantsOf(list: string | boolean | undefined): Variant[] | null {
  try {
    return typeof list === 'string' ? parseVariants(list) : null;
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

const commandOf = (command: string, args: readonly string[]) =>
  ['npm run evaluate --', command, ...args].join(' ');

function writeReport(out: string, report: object, words: string): void {
  mkdirSync(out, { recursive: true });
  writeWhole(join(out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  writeWhole(join(out, 'report.md'), words);
  process.stdout.write(`${words}\n${join(out, 'report.md')} and report.json were written.\n`);
}
