import { afterEach, beforeEach, expect, type MockInstance, test, vi } from 'vitest';
import type { PictureModifier } from '../picture-modifier.ts';
import { Crew } from './crew.ts';

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

/** A crew whose helpers are there. */
async function hired(
  own: PictureModifier,
  helpers: readonly PictureModifier[],
  patience?: number,
): Promise<Crew> {
  const left = [...helpers];
  const hire = async () => left.shift() as PictureModifier;
  const crew = new Crew(own, { helpers: helpers.length, hire, ...(patience ? { patience } : {}) });
  await crew.apply(pictures(2), 2);
  await Promise.resolve();
  return crew;
}

test('one picture hires nobody', async () => {
  const hire = vi.fn();
  const own = new Inverter();
  const crew = new Crew(own, { helpers: 3, hire });
  expect(await crew.apply(pictures(1), 1)).toEqual(inverted(1));
  expect(hire).not.toHaveBeenCalled();
});

test('every picture is made, in its place, however many there are', async () => {
  for (const helpers of [0, 1, 2, 3]) {
    const crew = await hired(
      new Inverter(),
      Array.from({ length: helpers }, () => new Inverter().moving()),
    );
    for (let count = 0; count <= 9; count++) {
      expect(await crew.apply(pictures(count), count)).toEqual(inverted(count));
    }
  }
  expect(warn).not.toHaveBeenCalled();
});

test('the batch is shared, and helpers are hired once', async () => {
  const own = new Inverter();
  const [a, b] = [new Inverter(), new Inverter()];
  const crew = await hired(own, [a, b]);
  await crew.apply(pictures(8), 8);
  await crew.apply(pictures(2), 2);
  expect([own.given, a.given, b.given]).toEqual([[2, 4, 1], [2, 1], [2]]);
});

test('a helper that fails, hangs or makes too little is let go, and its share is done here', async () => {
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
    const crew = await hired(own, [helper], 20);
    expect(await crew.apply(pictures(4), 4)).toEqual(inverted(4));
    expect(warn).toHaveBeenCalledTimes(1);
    expect(helper.disposed).toBe(true);
    expect(await crew.apply(pictures(4), 4)).toEqual(inverted(4));
    expect(own.given).toEqual([2, 2, 2, 4]);
  }
});

test('a failure of its own is passed on, also while a helper fails', async () => {
  const own = new Inverter();
  const helper = new Inverter();
  helper.apply = async () => {
    throw new Error('helper');
  };
  const crew = await hired(own, [helper]);
  own.apply = async () => {
    throw new Error('own');
  };
  await expect(crew.apply(pictures(4), 4)).rejects.toThrow('own');
});

test('works alone where no helper can be had', async () => {
  const hire = async () => {
    throw new Error('no workers here');
  };
  const crew = new Crew(new Inverter(), { helpers: 2, hire });
  for (let i = 0; i < 3; i++) {
    expect(await crew.apply(pictures(3), 3)).toEqual(inverted(3));
  }
  expect(warn).toHaveBeenCalledTimes(2);
});

test('disposes of everybody, also of who comes too late', async () => {
  const own = new Inverter();
  const helper = new Inverter();
  const crew = await hired(own, [helper]);
  crew.dispose();
  expect([own.disposed, helper.disposed]).toEqual([true, true]);

  const late = new Inverter();
  const other = new Crew(new Inverter(), { helpers: 1, hire: async () => late });
  const made = other.apply(pictures(2), 2);
  other.dispose();
  await made;
  await Promise.resolve();
  expect(late.disposed).toBe(true);
});
