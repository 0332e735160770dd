import { expect, test, vi } from 'vitest';
import { DetectorHelpers, type Helper } from './detector-helpers.ts';

const helper = (busy = 0) => ({ busy, detect: vi.fn(async () => []), close: vi.fn() }) satisfies Helper;

test('one a processor, four at most, none where there is a single one; started once, however often it is asked', async () => {
  for (const [processors, count] of [
    [1, 0],
    [2, 2],
    [16, 4],
  ] as const) {
    const open = vi.fn(async () => helper());
    const helpers = new DetectorHelpers(open, processors);
    expect(helpers.next).toBeNull();
    await Promise.all([helpers.open(), helpers.open()]);
    expect(open).toHaveBeenCalledTimes(count);
    expect(helpers.room).toBe(count === 0 ? 0 : count + 2);
  }
});

test('the next frame goes to the one with the least to do; one that failed is closed and not asked again', async () => {
  const all = [helper(2), helper(1)];
  const left = [...all];
  const helpers = new DetectorHelpers(async () => left.shift() as Helper, 2);
  await helpers.open();
  expect(helpers.next).toBe(all[1]);
  vi.spyOn(console, 'warn').mockReturnValue();
  helpers.drop(all[1] as Helper, new Error('broken'));
  expect(all[1]?.close).toHaveBeenCalledTimes(1);
  expect(helpers.next).toBe(all[0]);
  expect(helpers.room).toBe(3);
});

test('one that cannot be had is done without, and one that comes after they were closed is closed', async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const late = helper();
  let come = (_: Helper) => {};
  const open = vi
    .fn<() => Promise<Helper>>()
    .mockRejectedValueOnce(new Error('no SIMD'))
    .mockReturnValueOnce(new Promise((resolve) => (come = resolve)));
  const helpers = new DetectorHelpers(open, 2);
  const opened = helpers.open();
  helpers.close();
  come(late);
  await opened;
  expect(late.close).toHaveBeenCalledTimes(1);
  expect(helpers.room).toBe(0);
});
