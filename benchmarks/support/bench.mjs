/** What a benchmark says: tables, printed as Markdown as soon as they are there, and kept for the JSON file. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../scripts/run.mjs';

/** @typedef {string | number | null} Cell a number is printed with three digits or so and kept whole in the JSON */
/** @typedef {{title: string, columns: readonly string[], rows: readonly (readonly Cell[])[], note?: string}} Table */

const OUT = join(ROOT, 'benchmarks/out');
const DOCS = join(ROOT, 'docs/figures/benchmarks');

export class Bench {
  /** @type {Table[]} */
  #tables = [];
  /** @type {string[]} */
  #failures = [];
  #began = { at: new Date(), load: loadavg()[0] ?? 0 };

  /** @param {string} name @param {{quick: boolean, args: readonly string[]}} options */
  constructor(name, { quick, args }) {
    this.name = name;
    /** Only a part of the benchmark was asked for: fewer cases, shorter runs. */
    this.quick = quick;
    /** What stood on the command line besides: the benchmark's own options. */
    this.args = args;
  }

  /**
   * Prints a table and keeps it.
   * @param {string} title @param {readonly string[]} columns @param {readonly (readonly Cell[])[]} rows @param {string} [note]
   */
  table(title, columns, rows, note) {
    const table = { title, columns, rows, ...(note ? { note } : {}) };
    this.#tables.push(table);
    console.log(`\n${markdown(table)}`);
  }

  /**
   * Does a part of the benchmark, saying so; when it throws, the benchmark goes on without it and says so at its end.
   * @template T @param {string} words what is measured @param {() => Promise<T>} part @returns {Promise<T | null>} null: it failed
   */
  async attempt(words, part) {
    this.say(words);
    try {
      return await part();
    } catch (error) {
      this.fail(words, error);
      return null;
    }
  }

  /** @param {string} words what could not be measured @param {unknown} error */
  fail(words, error) {
    this.#failures.push(words);
    console.error(`Could not be measured: ${words}.`, error);
  }

  /** The parts that could not be measured. */
  get failures() {
    return this.#failures;
  }

  /** Says what is going on; not part of the result. @param {string} words */
  say(words) {
    console.error(words);
  }

  /** Writes benchmarks/out/NAME.json, and with `docs` docs/figures/benchmarks/NAME.md unless nothing was measured. */
  finish({ docs = false } = {}) {
    const machine = describeMachine(this.#began.load);
    mkdirSync(OUT, { recursive: true });
    const result = {
      benchmark: this.name,
      created: this.#began.at.toISOString(),
      quick: this.quick,
      args: this.args,
      machine,
      tables: this.#tables,
      failures: this.#failures,
    };
    writeFileSync(join(OUT, `${this.name}.json`), `${JSON.stringify(result, null, 2)}\n`);
    console.log(`\n${machineWords(machine)}`);
    if (docs && this.#tables.length > 0) {
      const missing = this.#failures.map((words) => `Could not be measured: ${words}.`);
      const head = `# ${this.name}: measured\n\nWritten by \`npm run bench ${this.name} -- --docs\`; [benchmarks.md](../../benchmarks.md) says how, and what is unfair about it.`;
      const parts = [head, ...this.#tables.map(markdown), ...missing, machineWords(machine)];
      mkdirSync(DOCS, { recursive: true });
      writeFileSync(join(DOCS, `${this.name}.md`), `${parts.join('\n\n')}\n`);
    }
  }
}

/** @param {Table} table */
export function markdown({ title, columns, rows, note }) {
  const cells = [columns, ...rows.map((row) => row.map(cellWords))];
  const widths = columns.map((_, i) => Math.max(3, ...cells.map((row) => (row[i] ?? '').length)));
  const line = (/** @type {readonly string[]} */ row) =>
    `| ${widths.map((width, i) => (row[i] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [`## ${title}`, '', line(head), rule, ...body.map(line), ...(note ? ['', note] : [])].join('\n');
}

/** @param {Cell} cell */
function cellWords(cell) {
  if (cell === null) {
    return '–';
  }
  if (typeof cell === 'string' || Number.isInteger(cell)) {
    return String(cell);
  }
  return Math.abs(cell) >= 100 ? cell.toFixed(0) : Math.abs(cell) >= 10 ? cell.toFixed(1) : cell.toFixed(2);
}

/** @param {readonly number[]} values @param {number} share 0..1 @returns {number | null} nearest rank; null for no values */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? null;
}

/** @param {readonly number[]} values */
export const median = (values) => quantile(values, 0.5);

function describeMachine(/** @type {number} */ load) {
  const all = cpus();
  const git = (/** @type {readonly string[]} */ args) => {
    try {
      return execFileSync('git', [...args], { cwd: ROOT, encoding: 'utf8' }).trim();
    } catch {
      return '';
    }
  };
  return {
    cores: all.length,
    cpu: all[0]?.model ?? '',
    node: process.version,
    platform: process.platform,
    /** Load averages of a minute when it began and when it ended: above the number of cores others were at work as well. */
    load: [load, loadavg()[0] ?? 0],
    commit: git(['rev-parse', '--short', 'HEAD']),
    changed: git(['status', '--porcelain']) !== '',
  };
}

/** @param {ReturnType<typeof describeMachine>} machine */
function machineWords({ cores, cpu, node, load, commit, changed }) {
  const [before = 0, after = 0] = load;
  return (
    `${cores} cores (${cpu}), Node ${node}, no GPU asked for; load ${before.toFixed(1)} before and ${after.toFixed(1)} after; ` +
    `commit ${commit || 'unknown'}${changed ? ' with changes' : ''}.`
  );
}
