/** A network's supply: whatever goes wrong with it, faces are masked, the page is notified, and it is tried again. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  CorruptModelError,
  MissingModelError,
  OfflineModelError,
  UnreachableModelError,
} from '../../models/fetch.ts';
import { generator, randomModifierWeights } from '../../models/modifier/random.ts';
import type { ModifierWeights } from '../../models/modifier/weights.ts';
import type { RendererNetwork } from '../safe/renderer.ts';
import { BUDGET, NetworkSupply } from './network-supply.ts';

const WEIGHTS = randomModifierWeights({ width: 4, blocks: 0 }, 16, generator(1));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

class FakeModifier implements RendererNetwork<ModifierWeights> {
  ready = false;
  duration = 10;
  uses = 0;
  broken = false;
  async use(weights: ModifierWeights | null): Promise<void> {
    this.ready = false;
    if (weights) {
      this.uses += 1;
      if (this.broken) {
        throw new Error('no WebAssembly');
      }
      this.ready = true;
    }
  }
}

function supply(load: () => Promise<ModifierWeights> = async () => WEIGHTS) {
  const said: (string | null)[] = [];
  const faces = new NetworkSupply('learned face', load, (words) => said.push(words));
  const modifier = new FakeModifier();
  faces.drawWith(modifier);
  return { faces, modifier, said };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

test('it is loaded when it is wanted, and not before', async () => {
  let loads = 0;
  const { faces, modifier, said } = supply(async () => {
    loads += 1;
    return WEIGHTS;
  });
  await settle();
  expect([loads, modifier.ready]).toEqual([0, false]);
  faces.want(true);
  expect(said.at(-1)).toContain('being loaded');
  await settle();
  expect([loads, modifier.ready, said.at(-1)]).toEqual([1, true, null]);
  faces.want(false);
  await settle();
  expect(modifier.ready).toBe(false);
  faces.want(true);
  await settle();
  expect([loads, modifier.ready]).toEqual([1, true]);
});

test.each<[string, Error, RegExp]>([
  [
    'is damaged',
    new CorruptModelError('x.bin is not the tested one'),
    /is damaged \(x\.bin.*Reload the page/,
  ],
  [
    'is missing',
    new MissingModelError('x.bin is not on the server'),
    /is missing \(x\.bin.*whoever runs this site/,
  ],
  [
    'is missing without a network',
    new OfflineModelError('x.bin is not kept'),
    /is missing \(x\.bin.*Go online once/,
  ],
  [
    'did not arrive',
    new UnreachableModelError('x.bin did not arrive'),
    /could not be loaded.*fetched again.*connection/,
  ],
  ['cannot be read', new TypeError('odd'), /could not be started \(odd\)/],
])('a model that %s is named, and fetched again', async (_, error, words) => {
  let broken = true;
  const { faces, modifier, said } = supply(async () => {
    if (broken) {
      throw error;
    }
    return WEIGHTS;
  });
  faces.want(true);
  await settle();
  expect(modifier.ready).toBe(false);
  expect(said.at(-1)).toMatch(words);
  expect(said.at(-1)).toContain('masked');
  broken = false;
  await vi.advanceTimersByTimeAsync(1000);
  expect([modifier.ready, said.at(-1)]).toEqual([true, null]);
});

test('a network that cannot be started is tried again', async () => {
  const { faces, modifier, said } = supply();
  modifier.broken = true;
  faces.want(true);
  await settle();
  expect(said.at(-1)).toContain('no WebAssembly');
  modifier.broken = false;
  await vi.advanceTimersByTimeAsync(1000);
  expect([modifier.ready, said.at(-1)]).toEqual([true, null]);
});

test('a failure is reported and taken back; three in a row restart it', async () => {
  const { faces, modifier, said } = supply();
  faces.want(true);
  await settle();
  faces.record(new Error('once'));
  expect(said.at(-1)).toContain('once');
  faces.record(null);
  expect([said.at(-1), modifier.uses]).toEqual([null, 1]);
  for (let i = 0; i < 3; i++) {
    faces.record(new Error('again'));
  }
  expect(modifier.ready).toBe(false);
  await vi.advanceTimersByTimeAsync(1000);
  expect([modifier.ready, modifier.uses, said.at(-1)]).toEqual([true, 2, null]);
});

test('one slow frame changes nothing; when most are, faces are masked for a while', async () => {
  const { faces, modifier, said } = supply();
  faces.want(true);
  await settle();
  const frames = (duration: number, count: number) => {
    modifier.duration = duration;
    for (let i = 0; i < count; i++) {
      faces.record(null);
    }
  };
  frames(10, 10);
  frames(BUDGET.limit * 3, 2);
  frames(10, 10);
  expect(modifier.ready).toBe(true);
  frames(BUDGET.limit * 1.1, BUDGET.frames);
  expect(modifier.ready).toBe(false);
  expect(said.at(-1)).toContain('too slow');
  await vi.advanceTimersByTimeAsync(15_000);
  // Coming back, it has to be clearly within the budget.
  expect(modifier.ready).toBe(true);
  frames(BUDGET.limit * 0.9, 3);
  expect(modifier.ready).toBe(false);
  await vi.advanceTimersByTimeAsync(59_000);
  expect(modifier.ready).toBe(false);
  await vi.advanceTimersByTimeAsync(1000);
  frames(BUDGET.limit * 0.5, 3);
  frames(BUDGET.limit * 0.9, 20);
  expect([modifier.ready, said.at(-1)]).toEqual([true, null]);
});

test('another renderer gets it too, and the old one is left alone', async () => {
  const { faces, modifier } = supply();
  faces.want(true);
  await settle();
  const other = new FakeModifier();
  faces.drawWith(other);
  await settle();
  expect([other.ready, modifier.uses]).toEqual([true, 1]);
  faces.drawWith(null);
  faces.record(null);
  faces.close();
});
