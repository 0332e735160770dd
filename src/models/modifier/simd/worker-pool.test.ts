import { afterEach, beforeEach, expect, type MockInstance, test, vi } from 'vitest';
import type { PictureModifier } from '../picture-modifier.ts';
import { WorkerPool } from './worker-pool.ts';

const SIDE = 2;
const LENGTH = SIDE * SIDE * 3;

let warn: MockInstance;

beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Makes 1 − x of each picture, and keeps how many it was given. */
class Inverter implements PictureModifier {
  readonly side = SIDE;
  readonly given: number[] = [];
  disposed = false;

  async apply(pictures: Float32Array, count: number): Promise<Float32Array> {
    expect(pictures).toHaveLength(count * LENGTH);
    this.given.push(count);
    return pictures.map((v) => 1 - v);
  }

  /** As one in a worker, that the pictures are moved to. */
  moving(): this {
    const apply = this.apply.bind(this);
    this.apply = async (pictures, count) =>
      apply(structuredClone(pictures, { transfer: [pictures.buffer as ArrayBuffer] }), count);
    return this;
  }

  dispose(): void {
    this.disposed = true;
  }
}

const pictures = (count: number) => Float32Array.from({ length: count * LENGTH }, (_, i) => i / 512);
const inverted = (count: number) => pictures(count).map((v) => 1 - v);

/** A pool whose helpers are there. */
async function opened(
  own: PictureModifier,
  helpers: readonly PictureModifier[],
  patience?: number,
): Promise<WorkerPool> {
  const left = [...helpers];
  const spawn = async () => left.shift() as PictureModifier;
  const pool = new WorkerPool(own, { helpers: helpers.length, spawn, ...(patience ? { patience } : {}) });
  await pool.apply(pictures(2), 2);
  await Promise.resolve();
  return pool;
}

test('one picture spawns nobody', async () => {
  const spawn = vi.fn();
  const own = new Inverter();
  const pool = new WorkerPool(own, { helpers: 3, spawn });
  expect(await pool.apply(pictures(1), 1)).toEqual(inverted(1));
  expect(spawn).not.toHaveBeenCalled();
});

test('every picture is made, in its place, however many there are', async () => {
  for (const helpers of [0, 1, 2, 3]) {
    const pool = await opened(
      new Inverter(),
      Array.from({ length: helpers }, () => new Inverter().moving()),
    );
    for (let count = 0; count <= 9; count++) {
      expect(await pool.apply(pictures(count), count)).toEqual(inverted(count));
    }
  }
  expect(warn).not.toHaveBeenCalled();
});

test('the batch is shared, and helpers are spawned once', async () => {
  const own = new Inverter();
  const [a, b] = [new Inverter(), new Inverter()];
  const pool = await opened(own, [a, b]);
  await pool.apply(pictures(8), 8);
  await pool.apply(pictures(2), 2);
  expect([own.given, a.given, b.given]).toEqual([[2, 4, 1], [2, 1], [2]]);
});

test('a helper that fails, hangs or makes too little is closed, and its share is done here', async () => {
  const faults: ((pictures: Float32Array) => Promise<Float32Array>)[] = [
    async () => {
      throw new Error('out of memory');
    },
    () => new Promise(() => undefined),
    async (pictures) => pictures.slice(1),
  ];
  for (const fault of faults) {
    warn.mockClear();
    const own = new Inverter();
    const helper = new Inverter();
    helper.apply = fault;
    const pool = await opened(own, [helper], 20);
    expect(await pool.apply(pictures(4), 4)).toEqual(inverted(4));
    expect(warn).toHaveBeenCalledTimes(1);
    expect(helper.disposed).toBe(true);
    expect(await pool.apply(pictures(4), 4)).toEqual(inverted(4));
    expect(own.given).toEqual([2, 2, 2, 4]);
  }
});

test('a failure of its own is passed on, also while a helper fails', async () => {
  const own = new Inverter();
  const helper = new Inverter();
  helper.apply = async () => {
    throw new Error('helper');
  };
  const pool = await opened(own, [helper]);
  own.apply = async () => {
    throw new Error('own');
  };
  await expect(pool.apply(pictures(4), 4)).rejects.toThrow('own');
});

test('works alone where no helper can be had', async () => {
  const spawn = async () => {
    throw new Error('no workers here');
  };
  const pool = new WorkerPool(new Inverter(), { helpers: 2, spawn });
  for (let i = 0; i < 3; i++) {
    expect(await pool.apply(pictures(3), 3)).toEqual(inverted(3));
  }
  expect(warn).toHaveBeenCalledTimes(2);
});

test('disposes of everybody, also of who comes too late', async () => {
  const own = new Inverter();
  const helper = new Inverter();
  const pool = await opened(own, [helper]);
  pool.dispose();
  expect([own.disposed, helper.disposed]).toEqual([true, true]);

  const late = new Inverter();
  const other = new WorkerPool(new Inverter(), { helpers: 1, spawn: async () => late });
  const made = other.apply(pictures(2), 2);
  other.dispose();
  await made;
  await Promise.resolve();
  expect(late.disposed).toBe(true);
});
