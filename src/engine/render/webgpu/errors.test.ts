import { expect, test } from 'vitest';
import { watched } from './errors.ts';

/** A device that finds these faults, innermost scope first. */
function device(faults: readonly (GPUError | null)[]) {
  const left = [...faults];
  const scopes: string[] = [];
  return {
    scopes,
    as: {
      pushErrorScope: (kind: string) => scopes.push(kind),
      popErrorScope: async () => {
        scopes.pop();
        return left.shift() ?? null;
      },
    } as unknown as GPUDevice,
  };
}

test('work without a fault, and with one of any kind', async () => {
  const good = device([null, null, null]);
  const { done, error } = watched(good.as, () => {
    expect([...good.scopes].sort()).toEqual(['internal', 'out-of-memory', 'validation']);
    return 7;
  });
  expect([done, await error, good.scopes]).toEqual([7, null, []]);
  for (const kind of [0, 1, 2]) {
    const fault = { message: 'no memory' } as GPUError;
    const bad = device([0, 1, 2].map((i) => (i === kind ? fault : null)));
    expect(await watched(bad.as, () => undefined).error).toBe(fault);
  }
});

test('what the work throws is thrown, and its scopes are closed: the next one hears of its own faults alone', () => {
  const bad = device([null, null, null]);
  expect(() =>
    watched(bad.as, () => {
      throw new Error('no canvas');
    }),
  ).toThrow('no canvas');
  expect(bad.scopes).toEqual([]);
});
