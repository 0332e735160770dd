/**
 * What a run has found so far, on disk: one JSON line an item, and tables of numbers next to it. Whenever the program is stopped,
 * even killed, what was finished stays, and a half-written end is dropped by the next run.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DiskError, UsageError, wordsOf } from '../../cli/headless/errors.ts';

/** What makes a run this run: with anything else, results of two different things would be mixed. By name in plain words. */
export type RunIdentity = Readonly<Record<string, string>>;

interface Line<T> {
  readonly key: string;
  /** Row in every table; −1 for an item without numbers. */
  readonly row: number;
  readonly entry: T;
}

export interface JournalOptions {
  readonly identity: RunIdentity;
  /** Numbers (float32) a row, by table. */
  readonly tables: Readonly<Record<string, number>>;
  /** Start again, whatever is there. */
  readonly fresh: boolean;
}

/** Tables are read in pieces of this many bytes. */
const PIECE = 1 << 22;

export class Journal<T> {
  readonly #folder: string;
  readonly #lines: number;
  readonly #tables = new Map<string, { readonly file: number; readonly width: number }>();
  readonly #entries = new Map<string, Line<T>>();
  #rows = 0;
  /** Bytes of the lines that are whole. */
  #end = 0;

  /**
   * Opens the journal of a run, or begins one.
   * @throws UsageError when the folder holds another run, or another program is at work in it.
   */
  constructor(folder: string, { identity, tables, fresh }: JournalOptions) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    lock(folder);
    try {
      if (fresh) {
        for (const name of ['run.json', 'items.jsonl', ...Object.keys(tables).map(tableFile)]) {
          rmSync(join(folder, name), { force: true });
        }
      }
      demandSameRun(folder, identity);
      this.#lines = openSync(join(folder, 'items.jsonl'), 'a+');
      for (const [name, width] of Object.entries(tables)) {
        this.#tables.set(name, { file: openSync(join(folder, tableFile(name)), 'a+'), width });
      }
      this.#read();
    } catch (error) {
      unlock(folder);
      throw error;
    }
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  get(key: string): T | undefined {
    return this.#entries.get(key)?.entry;
  }

  /**
   * Keeps an item, whole or not at all.
   * @param rows one row for every table, or null for an item that has no numbers.
   * @throws RangeError when a row is not as wide as its table; DiskError when the disk refuses it.
   */
  add(key: string, entry: T, rows: Readonly<Record<string, Buffer>> | null): void {
    for (const [name, { width }] of rows ? this.#tables : []) {
      if (rows?.[name]?.length !== width * 4) {
        throw new RangeError(
          `A row of ${name} has ${rows?.[name]?.length ?? 0} bytes instead of ${width * 4}.`,
        );
      }
    }
    const line: Line<T> = { key, row: rows ? this.#rows : -1, entry };
    const text = Buffer.from(`${JSON.stringify(line)}\n`);
    try {
      for (const [name, { file }] of rows ? this.#tables : []) {
        writeAll(file, rows?.[name] as Buffer);
      }
      // Last: what has a line has its rows.
      writeAll(this.#lines, text);
    } catch (error) {
      this.#cutOff();
      throw new DiskError(
        `What was found could not be kept in ${this.#folder}. ${wordsOf(error)} What was kept before stays.`,
      );
    }
    this.#end += text.length;
    this.#rows += rows ? 1 : 0;
    this.#entries.set(key, line);
  }

  /**
   * A part of a table's every row, by key.
   * @param from first number of the part, counted in a row. @param length numbers.
   */
  column(table: string, from: number, length: number): (key: string) => Float32Array | null {
    const { file, width } = this.#tables.get(table) ?? { file: -1, width: 0 };
    const values = new Float32Array(this.#rows * length);
    const rowsAtOnce = Math.max(1, Math.floor(PIECE / (width * 4)));
    const piece = Buffer.alloc(Math.min(rowsAtOnce, this.#rows) * width * 4);
    for (let row = 0; row < this.#rows; row += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, this.#rows - row);
      readSync(file, piece, 0, count * width * 4, row * width * 4);
      for (let r = 0; r < count; r++) {
        for (let i = 0; i < length; i++) {
          values[(row + r) * length + i] = piece.readFloatLE((r * width + from + i) * 4);
        }
      }
    }
    return (key) => {
      const row = this.#entries.get(key)?.row ?? -1;
      return row < 0 ? null : values.subarray(row * length, (row + 1) * length);
    };
  }

  close(): void {
    closeSync(this.#lines);
    for (const { file } of this.#tables.values()) {
      closeSync(file);
    }
    unlock(this.#folder);
  }

  /** Takes in what is there, and cuts off what was not finished. */
  #read(): void {
    const text = readFileSync(join(this.#folder, 'items.jsonl'), 'utf8');
    const whole = Math.min(
      ...[...this.#tables.values()].map(({ file, width }) => Math.floor(fstatSync(file).size / (width * 4))),
      Number.POSITIVE_INFINITY,
    );
    for (const raw of text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(0, -1)) {
      const line = parseLine<T>(raw);
      if (!line || line.row >= whole) {
        break;
      }
      this.#end += Buffer.byteLength(raw) + 1;
      this.#rows = Math.max(this.#rows, line.row + 1);
      this.#entries.set(line.key, line);
    }
    this.#cutOff();
  }

  /** Half an item would put every later one out of its place. */
  #cutOff(): void {
    ftruncateSync(this.#lines, this.#end);
    for (const { file, width } of this.#tables.values()) {
      ftruncateSync(file, this.#rows * width * 4);
    }
  }
}

/** A disk that is nearly full takes a part. @throws when it takes no more. */
function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    at += writeSync(file, bytes, at);
  }
}

function parseLine<T>(text: string): Line<T> | null {
  try {
    return JSON.parse(text) as Line<T>;
  } catch {
    return null;
  }
}

const tableFile = (name: string) => `${name}.f32`;

function demandSameRun(folder: string, identity: RunIdentity): void {
  const path = join(folder, 'run.json');
  if (!existsSync(path)) {
    writeWhole(path, `${JSON.stringify(identity, null, 2)}\n`);
    return;
  }
  const before = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
  const changed = Object.keys({ ...before, ...identity }).filter((name) => before[name] !== identity[name]);
  if (changed.length > 0) {
    throw new UsageError(
      `${folder} holds results of a run with another ${changed.join(', another ')}. Name another folder with --out, or start again with --fresh.`,
    );
  }
}

/** Writes a file so that it is there whole or not at all. */
export function writeWhole(path: string, content: string | Buffer): void {
  const unfinished = `${path}.part`;
  writeFileSync(unfinished, content);
  renameSync(unfinished, path);
}

function lock(folder: string): void {
  const path = join(folder, 'lock');
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw error;
      }
      const owner = Number(readFileSync(path, 'utf8'));
      if (isAlive(owner)) {
        throw new UsageError(
          `Another run (process ${owner}) is at work in ${folder}. Wait for it; if it is another program, remove ${path}.`,
        );
      }
      rmSync(path, { force: true });
    }
  }
}

function unlock(folder: string): void {
  rmSync(join(folder, 'lock'), { force: true });
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) {
    return false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
