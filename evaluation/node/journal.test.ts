import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DiskError, UsageError } from '../../cli/headless/errors.ts';
import { Journal } from './journal.ts';

/** Bytes that the disk still takes. */
const disk = vi.hoisted(() => ({ room: Number.POSITIVE_INFINITY }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return {
    ...fs,
    writeSync(file: number, bytes: Buffer, at = 0) {
      const taken = Math.min(disk.room, bytes.length - at);
      if (taken === 0) {
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      }
      disk.room -= taken;
      return fs.writeSync(file, bytes, at, taken);
    },
  };
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guise-journal-'));
});
afterEach(() => {
  disk.room = Number.POSITIVE_INFINITY;
  rmSync(folder, { recursive: true });
});

const row = (...values: number[]) => ({ t: Buffer.from(Float32Array.from(values).buffer) });
const open = (more: { identity?: Record<string, string>; fresh?: boolean } = {}) =>
  new Journal<string>(folder, { identity: { mode: 'mask' }, tables: { t: 3 }, fresh: false, ...more });

function filled(): void {
  const journal = open();
  journal.add('a', 'one', row(1, 2, 3));
  journal.add('b', 'broken', null);
  journal.add('c', 'two', row(4, 5, 6));
  journal.close();
}

test('what was added is there when it is opened again, numbers and all', () => {
  filled();
  const journal = open();
  expect(journal.size).toBe(3);
  expect(journal.get('b')).toBe('broken');
  const column = journal.column('t', 1, 2);
  expect([...(column('c') ?? [])]).toEqual([5, 6]);
  expect(column('b')).toBeNull();
  expect(column('unknown')).toBeNull();
  journal.close();
});

test('a line that was not finished is dropped, with its numbers, and can be added again', () => {
  filled();
  const path = join(folder, 'items.jsonl');
  truncateSync(path, statSync(path).size - 5);
  const journal = open();
  expect(journal.has('c')).toBe(false);
  journal.add('c', 'again', row(7, 8, 9));
  expect([...(journal.column('t', 0, 3)('c') ?? [])]).toEqual([7, 8, 9]);
  journal.close();
  expect(statSync(join(folder, 't.f32')).size).toBe(2 * 3 * 4);
});

test('a row without its line is dropped', () => {
  filled();
  appendFileSync(join(folder, 't.f32'), Buffer.alloc(17));
  open().close();
  expect(statSync(join(folder, 't.f32')).size).toBe(2 * 3 * 4);
});

test('a line without its row is not believed', () => {
  filled();
  truncateSync(join(folder, 't.f32'), 13);
  const journal = open();
  expect(journal.has('c')).toBe(false);
  expect(journal.has('a')).toBe(true);
  journal.close();
});

test('a disk that fills up in the middle of an item, wherever, puts nothing out of its place', () => {
  const line = Buffer.byteLength('{"key":"c","row":1,"entry":"two"}\n');
  for (let room = 0; room < 12 + line; room++) {
    filled();
    const journal = open({ fresh: true });
    journal.add('a', 'one', row(1, 2, 3));
    disk.room = room;
    expect(() => journal.add('b', 'two', row(4, 5, 6))).toThrow(DiskError);
    expect(() => journal.add('b', 'two', row(4, 5, 6))).toThrow(/no room left.*What was kept before stays/);
    disk.room = Number.POSITIVE_INFINITY;
    journal.add('c', 'two', row(7, 8, 9));
    expect(journal.has('b')).toBe(false);
    journal.close();
    const again = open();
    const column = again.column('t', 0, 3);
    expect([again.size, ...(column('a') ?? []), ...(column('c') ?? [])]).toEqual([2, 1, 2, 3, 7, 8, 9]);
    again.close();
  }
});

test('a table of many pieces is read as a whole', () => {
  const width = 400_000;
  const journal = new Journal<number>(folder, { identity: {}, tables: { t: width }, fresh: false });
  for (let i = 0; i < 7; i++) {
    journal.add(String(i), i, { t: Buffer.from(new Float32Array(width).fill(i).buffer) });
  }
  const column = journal.column('t', width - 2, 2);
  expect(Array.from({ length: 7 }, (_, i) => column(String(i))?.[1])).toEqual([0, 1, 2, 3, 4, 5, 6]);
  journal.close();
});

test('as many pictures as LFW has: of their table one column at a time is held', () => {
  const [pictures, width, column] = [13_233, 512, 64];
  const values = Buffer.from(new Float32Array(width).fill(1).buffer);
  const journal = new Journal<number>(folder, { identity: {}, tables: { t: width }, fresh: false });
  for (let i = 0; i < pictures; i++) {
    journal.add(`Person/Person_${i}`, i, { t: values });
  }
  const before = process.memoryUsage().arrayBuffers;
  const read = journal.column('t', width - column, column);
  expect(read(`Person/Person_${pictures - 1}`)).toHaveLength(column);
  expect(statSync(join(folder, 't.f32')).size).toBe(pictures * width * 4);
  // The column, the pieces that it was read in, and what nobody has tidied up yet; the table is eight columns.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * pictures * column * 4 + 8e6);
  journal.close();
});

test('results of another run are not mixed in; fresh starts again', () => {
  filled();
  expect(() => open({ identity: { mode: 'blur' } })).toThrow(/another mode.*--fresh/);
  const journal = open({ identity: { mode: 'blur' }, fresh: true });
  expect(journal.size).toBe(0);
  journal.close();
});

test('two at a time are refused; a lock that a dead program left is not in the way', () => {
  const journal = open();
  expect(() => open()).toThrow(UsageError);
  journal.close();
  writeFileSync(join(folder, 'lock'), '999999999');
  open().close();
});

test('a row of the wrong width is an error and leaves nothing behind', () => {
  const journal = open();
  expect(() => journal.add('a', 'one', row(1, 2))).toThrow(RangeError);
  journal.close();
  expect(readFileSync(join(folder, 'items.jsonl'), 'utf8')).toBe('');
});
