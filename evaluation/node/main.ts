/** The command line: what was asked for, done, and an exit code. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { allVariants, parseVariants, type Variant } from '../browser/variants.ts';
import { UsageError } from './errors.ts';
import { evaluateFaces } from './faces.ts';
import { facesWords } from './faces-words.ts';
import { StoppedError } from './interrupt.ts';
import { writeWhole } from './journal.ts';

const HELP = `npm run evaluate -- COMMAND …: measures the shipped engine on data on this disk.

  faces --images DIR --pairs pairs.txt --out OUT
      How well face recognisers still tell people apart. DIR/Name/Name_0001.jpg and pairs.txt as in LFW.
      --modes LIST      e.g. mask,blur:cells=8,noise:variance=0.3; without it every mode with the paper's settings
      --every           look at every picture of DIR, not only those that the pairs name
      --parallel N      browser pages at work at once (1)

For every command
      --fresh           begin anew; without it an interrupted run goes on where it was

Results: OUT/report.json, OUT/report.md. docs/evaluation.md says more.
`;

/** @returns the exit code: 0 done, 1 failed, 2 the command was not understood, 130 stopped. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const [command, ...rest] = args;
    switch (command) {
      case 'faces':
        await faces(rest);
        return 0;
      case undefined:
      case 'help':
      case '--help':
        process.stdout.write(HELP);
        return command === undefined ? 2 : 0;
      default:
        throw new UsageError(`There is no command "${command}". --help says what there is.`);
    }
  } catch (error) {
    if (error instanceof StoppedError) {
      process.stderr.write(`${error.message}\n`);
      return 130;
    }
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n`);
      return 2;
    }
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return 1;
  }
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
  const out = needed(given.out, '--out');
  const { report, studio } = await evaluateFaces({
    images: needed(given.images, '--images'),
    pairs: needed(given.pairs, '--pairs'),
    out,
    variants: variantsOf(given.modes),
    every: given.every === true,
    parallel: count(given.parallel, '--parallel'),
    fresh: given.fresh === true,
  });
  try {
    writeReport(out, report, facesWords(report, commandOf('faces', args)));
  } finally {
    await studio.close();
  }
}

type Options = NonNullable<Parameters<typeof parseArgs>[0]>['options'];

function read(args: readonly string[], options: Options): Record<string, string | boolean | undefined> {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values as Record<
      string,
      string | boolean | undefined
    >;
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

function count(value: string | boolean | undefined, option: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) {
    throw new UsageError(`${option} is a number from 1 on, not "${value}".`);
  }
  return number;
}

/** @throws UsageError for a list that names what does not exist. */
function variantsOf(list: string | boolean | undefined): Variant[] {
  try {
    return typeof list === 'string' ? parseVariants(list) : allVariants();
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
