/** The command line for files, from the repository (source.ts) and from the package (packed.ts): what was asked for, done, and an exit code. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { version } from '../../package.json';
import { CONFIRMED_SCORE } from '../../src/engine/detect/verdict.ts';
import { type EditsFile, readEditsFile } from '../../src/engine/edits/edits-file.ts';
import { NOTES, withLength } from '../../src/engine/link/file/notes.ts';
import { MODE_IDS } from '../../src/engine/modes/catalogue.ts';
import { DEFAULT_SETTINGS, type EngineSettings } from '../../src/engine/settings.ts';
import { exitCodeOf, UsageError } from '../headless/errors.ts';
import { openHeadless } from '../headless/headless.ts';
import { Interrupt } from '../headless/interrupt.ts';
import { printable, printableLines } from '../headless/printable.ts';
import { Progress } from '../headless/progress.ts';
import type { BuiltPages } from '../headless/site.ts';
import { parseVariants } from '../variants.ts';
import { type Item, parseShard, planItems } from './plan.ts';
import { isDone, type Recipe, readSidecar } from './sidecar.ts';
import { type Order, type Outcome, PageRunner, whatIsInTheWay } from './work.ts';

/** What differs between the repository and the package. */
export interface Host {
  /** As one calls it. */
  readonly command: string;
  /** What says more than the help. */
  readonly manual: string;
  /** Those of `PAGE`. */
  pages(): Promise<BuiltPages>;
}

export const helpOf = ({
  command,
  manual,
}: Omit<
  Host,
  'pages'
>) => `${command} INPUT… -o OUTPUT: covers every face in pictures, videos and folders of them.

  -o, --output OUTPUT   a folder; for a single input also a file's name (.mp4 .webm .jpg .png .webp)
  --mode MODE           ${MODE_IDS.join(', ')} (mask without it); with parameters: blur:cells=8
  --audio               keep the sound; voices are not changed
  --container KIND      mp4 or webm; without it like the input
  --fast                the passes that a camera gets, instead of every pass of the detector on every frame
  --show-empty          frames in which no face is found are shown, not covered whole
  --threshold N         least score of what is covered as a face, 0.2 to 0.95 (0.3); a higher one covers fewer lamps and misses more faces
  --confirmed-only      only what certainly is a face is covered: --threshold 0.6
  --from T, --to T      keep only this part of a video, in seconds, m:ss or h:mm:ss; what is cut is not in the file, nor its sound
  --linger MS           how long a lost face stays covered where it must be by now (${DEFAULT_SETTINGS.linger})
  --enlarge N           side of the cover ÷ side of the face box, 1.2 to 3 (${DEFAULT_SETTINGS.enlarge})
  --leaks N             readings of the leak meter a second of video, 0 for none (1)
  --edits FILE          corrections by hand of the one input, as the page saves them
  --shard K/N           only the K-th of N shares of the files
  --parallel N          browser pages at work at once (1)
  --dry-run             only say what would be done; nothing is written and no browser started
  --force               do again what is done, write over what is there

Next to each output a .json says what was done. What is done already is left alone: a run that was stopped goes on.
Exit code: 0 all is well, 3 all is written, but some of it was covered whole because it could not be vouched for,
1 a file failed, 2 the command was not understood or there is no browser, 130 stopped. ${manual} says more.
`;

const OPTIONS = {
  output: { type: 'string', short: 'o' },
  mode: { type: 'string', default: 'mask' },
  audio: { type: 'boolean', default: false },
  container: { type: 'string' },
  fast: { type: 'boolean', default: false },
  'show-empty': { type: 'boolean', default: false },
  threshold: { type: 'string' },
  'confirmed-only': { type: 'boolean', default: false },
  from: { type: 'string' },
  to: { type: 'string' },
  linger: { type: 'string', default: String(DEFAULT_SETTINGS.linger) },
  enlarge: { type: 'string', default: String(DEFAULT_SETTINGS.enlarge) },
  leaks: { type: 'string', default: '1' },
  edits: { type: 'string' },
  shard: { type: 'string' },
  parallel: { type: 'string', default: '1' },
  'dry-run': { type: 'boolean', default: false },
  force: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export interface Plan {
  readonly items: readonly Item[];
  readonly recipe: Recipe;
  readonly settings: Partial<EngineSettings>;
  readonly edits: EditsFile | null;
  readonly parallel: number;
  readonly force: boolean;
  /** Only say what would be done. */
  readonly dryRun: boolean;
}

/** @returns the exit code. */
export async function anonymize(args: readonly string[], host: Host): Promise<number> {
  if (args.length === 0 || args.includes('--help') || args.includes('-h')) {
    process.stdout.write(helpOf(host));
    return args.length === 0 ? 2 : 0;
  }
  return exitCodeOf(() => carryOut(planOf(args), host));
}

/** @throws UsageError with words for what cannot be understood. */
export function planOf(args: readonly string[]): Plan {
  const { values: given, positionals } = parse(args);
  for (const [name, value] of Object.entries(given)) {
    // A shell's unset variable: what was to be cut, or covered, would be left.
    if (typeof value === 'string' && value.trim() === '') {
      throw new UsageError(`--${name} is empty. Say what it is to be, or leave it out.`);
    }
  }
  if (positionals.length === 0 || !given.output) {
    throw new UsageError('Say what to work on and where to put it: INPUT… -o OUTPUT. --help says more.');
  }
  const mode = modeOf(given.mode);
  const { container = '' } = given;
  if (!['', 'mp4', 'webm'].includes(container)) {
    throw new UsageError(`--container is mp4 or webm, not "${container}".`);
  }
  const leastScore = thresholdOf(given.threshold, given['confirmed-only']);
  const keep = keepOf(given.from, given.to);
  const settings: Partial<EngineSettings> = {
    views: [{ mode: mode.mode }],
    values: { [mode.mode]: mode.values },
    thorough: !given.fast,
    coverWhenNoFace: !given['show-empty'],
    linger: number(given.linger, '--linger', 0, 5000),
    enlarge: number(given.enlarge, '--enlarge', 1.2, 3),
    // Absent where it was not asked for: what was done before is done still.
    ...(leastScore === null ? {} : { leastScore }),
  };
  const items = planItems(positionals, given.output, given.shard ? parseShard(given.shard) : null);
  const edits = given.edits === undefined ? null : editsFrom(given.edits);
  if (edits && items.length !== 1) {
    throw new UsageError('--edits is for one file: corrections of one mean nothing in another.');
  }
  return {
    items,
    edits,
    recipe: {
      mode: mode.id,
      settings,
      audio: given.audio,
      container,
      leakReadings: number(given.leaks, '--leaks', 0, 1000),
      ...(edits ? { edits } : {}),
      ...(keep ? { keep } : {}),
    },
    settings,
    parallel: Math.round(number(given.parallel, '--parallel', 1, 64)),
    force: given.force,
    dryRun: given['dry-run'],
  };
}

function thresholdOf(text: string | undefined, confirmedOnly: boolean): number | null {
  if (text !== undefined && confirmedOnly) {
    throw new UsageError(`--confirmed-only is --threshold ${CONFIRMED_SCORE}: give one of the two.`);
  }
  return confirmedOnly ? CONFIRMED_SCORE : text === undefined ? null : number(text, '--threshold', 0.2, 0.95);
}

function keepOf(fromText: string | undefined, toText: string | undefined): Recipe['keep'] | null {
  if (fromText === undefined && toText === undefined) {
    return null;
  }
  const from = fromText === undefined ? 0 : seconds(fromText, '--from');
  const to = toText === undefined ? null : seconds(toText, '--to');
  if (to !== null && to <= from) {
    throw new UsageError(`--to (${toText}) has to be later than --from (${fromText ?? 0}).`);
  }
  return { from, to };
}

/** "90", "1:30", "1:02:03.5" as seconds. */
function seconds(text: string, option: string): number {
  const parts = /^(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)$/.exec(text);
  const [h = 0, m = 0, s = Number.NaN] = (parts?.slice(1) ?? []).map((part) => Number(part ?? 0));
  if (!Number.isFinite(s) || (text.includes(':') && (s >= 60 || (text.split(':').length === 3 && m >= 60)))) {
    throw new UsageError(`${option} is a time such as 90, 1:30 or 1:02:03.5, not "${text}".`);
  }
  return h * 3600 + m * 60 + s;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function editsFrom(path: string): EditsFile {
  try {
    return readEditsFile(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`The corrections in "${path}" cannot be used. ${(error as Error).message}`);
  }
}

function modeOf(text: string) {
  if (text.includes(',')) {
    throw new UsageError(`--mode takes one mode, not "${text}".`);
  }
  try {
    const [variant] = parseVariants(text);
    if (variant) {
      return variant;
    }
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
  throw new UsageError(`--mode takes one mode, not "${text}".`);
}

function number(text: string, option: string, least: number, most: number): number {
  const value = Number(text);
  if (!(value >= least && value <= most)) {
    throw new UsageError(`${option} is a number from ${least} to ${most}, not "${text}".`);
  }
  return value;
}

/** What would be done, a line a file. What a file becomes is known only when it is opened: its name may yet get another ending. */
export function planWords({ items, recipe, force }: Pick<Plan, 'items' | 'recipe' | 'force'>): string {
  const lines = items.map((item) => {
    const name = relative(process.cwd(), item.input);
    const before = readSidecar(item);
    if (!force && isDone(item, before, recipe)) {
      return `done before: ${name}`;
    }
    const inTheWay = force ? null : whatIsInTheWay(item, before);
    return inTheWay !== null
      ? `in the way: ${relative(process.cwd(), inTheWay)}, which this command did not make; --force writes over it`
      : `to do: ${name} → ${relative(process.cwd(), item.base)}`;
  });
  const todo = lines.filter((line) => line.startsWith('to do')).length;
  const how = [recipe.mode, ...wishesOf(recipe)].join(', ');
  const end = `${todo} of ${items.length} to do, as ${how}; nothing was written.`;
  return `${[...lines, end].map(printable).join('\n')}\n`;
}

/** What else was asked for that changes what comes out, in words. */
function wishesOf({ settings, edits, keep, audio }: Recipe): readonly string[] {
  const { leastScore } = settings as Partial<EngineSettings>;
  const { edits: list = [], trim } = (edits ?? {}) as Partial<EditsFile>;
  const stretch = (from: number, to: number | null) => `${from} s to ${to === null ? 'the end' : `${to} s`}`;
  return [
    ...(leastScore === undefined ? [] : [`faces that score ${leastScore} or more`]),
    ...(edits ? [`with ${list.length} ${list.length === 1 ? 'correction' : 'corrections'}`] : []),
    ...(trim ? [`the corrections keep ${stretch(trim.from, trim.to)}`] : []),
    ...(keep ? [`videos from ${stretch(keep.from, keep.to)}`] : []),
    ...(audio ? ['with sound'] : []),
  ];
}

async function carryOut(plan: Plan, host: Host): Promise<number> {
  if (plan.items.length === 0) {
    process.stderr.write(
      'There is nothing to do: this share is empty, since there are fewer files than shares.\n',
    );
    return 0;
  }
  if (plan.dryRun) {
    process.stdout.write(planWords(plan));
    return 0;
  }
  let drop = () => {};
  const interrupt = new Interrupt(() => drop());
  const headless = await openHeadless(() => host.pages());
  drop = () => void headless.close();
  try {
    const order = orderOf(plan, headless.site.fingerprint, headless.browser.version());
    const outcomes = new Map<Item, Outcome>();
    const waiting = [...plan.items];
    const progress = new Progress('files', plan.items.length, 0);
    const line = async () => {
      const worker = new PageRunner(headless);
      for (let item = waiting.shift(); item && !interrupt.asked; item = waiting.shift()) {
        const share = (done: number, duration: number) =>
          progress.show(
            outcomes.size + (duration > 0 ? Math.floor(Math.min(0.99, done / duration) * 100) / 100 : 0),
          );
        const outcome = await worker.run(item, order, share);
        outcomes.set(item, outcome);
        report(item, outcome, progress);
        progress.show(outcomes.size);
      }
      await worker.close();
    };
    await Promise.all(Array.from({ length: Math.min(plan.parallel, plan.items.length) }, line));
    progress.end();
    return conclude(plan, outcomes, interrupt.asked);
  } finally {
    await headless.close();
    interrupt.release();
  }
}

function orderOf({ recipe, settings, edits, force }: Plan, engine: string, browser: string): Order {
  return {
    recipe,
    force,
    versions: { guise: version, engine, browser },
    job: {
      settings,
      container: recipe.container === '' ? undefined : (recipe.container as 'mp4' | 'webm'),
      pictureType: undefined,
      sound: recipe.audio,
      readings: recipe.leakReadings,
      perFrame: true,
      edits: edits ? { edits: edits.edits, trim: edits.trim } : undefined,
      editsFor: edits?.file,
      keep: recipe.keep && { from: recipe.keep.from, to: recipe.keep.to ?? Number.POSITIVE_INFINITY },
    },
  };
}

/** Reports what a person has to know about a file while the others are worked on. */
function report(item: Item, outcome: Outcome, progress: Progress): void {
  const say = (what: string, words: string) => {
    progress.end();
    const name = printable(relative(process.cwd(), item.input));
    process.stderr.write(`${what} ${name}: ${printableLines(words)}\n`);
  };
  if (outcome.kind === 'failed') {
    say('FAILED', outcome.words);
  } else if (outcome.kind === 'written') {
    const { notes, input, coveredWhole, frames, reasons } = outcome.report;
    for (const note of notes) {
      say('NOTE', withLength(NOTES[note], input));
    }
    if (coveredWhole > 0) {
      const why = Object.entries(reasons).map(([reason, n]) => `${reason} ${n}`);
      say('COVERED WHOLE', `${coveredWhole} of ${frames} frames (${why.join(', ')})`);
    }
  }
}

/** The last words, and the exit code that goes with them. */
export function conclude(
  plan: Pick<Plan, 'items'>,
  outcomes: ReadonlyMap<Item, Outcome>,
  stopped: boolean,
): number {
  const all = [...outcomes.values()];
  const count = (kind: Outcome['kind']) => all.filter((outcome) => outcome.kind === kind).length;
  const whole = all.filter(
    (outcome) =>
      (outcome.kind === 'written' && outcome.report.coveredWhole > 0) ||
      (outcome.kind === 'done-before' && outcome.coveredWhole > 0),
  ).length;
  const words = [
    `${count('written')} written`,
    `${count('done-before')} done before`,
    `${count('failed')} failed`,
    ...(whole > 0 ? [`${whole} with frames covered whole because they could not be vouched for`] : []),
    ...(stopped ? [`stopped with ${plan.items.length - all.length} left; the same command goes on`] : []),
  ];
  process.stdout.write(`${words.join(', ')}.\n`);
  if (stopped && all.length < plan.items.length) {
    return 130;
  }
  return count('failed') > 0 ? 1 : whole > 0 ? 3 : 0;
}
