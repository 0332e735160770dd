import { expect, test, vi } from 'vitest';
import { Companion } from './on-demand.ts';

const part = () => ({ busy: false, close: vi.fn() });
const settled = () => new Promise((resolve) => setTimeout(resolve));

test('it is loaded when it is first wanted, and asked at its rate', async () => {
  const made = part();
  const create = vi.fn(async () => made);
  const companion = new Companion(create, vi.fn());
  expect(companion.due(0, 0)).toBeNull();
  expect(create).not.toHaveBeenCalled();
  expect(companion.due(2, 0)).toBeNull();
  await settled();
  expect(companion.due(2, 1000)).toBe(made);
  expect(companion.due(2, 1400)).toBeNull();
  expect(companion.due(2, 1500)).toBe(made);
  made.busy = true;
  expect(companion.due(2, 9000)).toBeNull();
  expect(create).toHaveBeenCalledTimes(1);
});

test('switched off it is let go, also while it is being loaded; switched on it is loaded anew', async () => {
  const parts = [part(), part(), part()];
  let next = 0;
  const companion = new Companion(async () => parts[next++] ?? part(), vi.fn());
  companion.due(1, 0);
  companion.due(0, 0);
  companion.due(1, 0);
  await settled();
  expect(parts[0]?.close).toHaveBeenCalledTimes(1);
  expect(companion.due(1, 5000)).toBe(parts[1]);
  companion.due(0, 6000);
  expect(parts[1]?.close).toHaveBeenCalledTimes(1);
  companion.due(1, 7000);
  await settled();
  expect(companion.due(1, 8000)).toBe(parts[2]);
});

test('a failure is told once, and not tried again until it was switched off', async () => {
  const failed = vi.fn();
  const create = vi.fn(() => Promise.reject(new Error('no')));
  const companion = new Companion(create, failed);
  companion.due(1, 0);
  await settled();
  companion.due(1, 5000);
  await settled();
  expect(failed).toHaveBeenCalledTimes(1);
  expect(create).toHaveBeenCalledTimes(1);
  companion.due(0, 6000);
  companion.due(1, 7000);
  await settled();
  expect(create).toHaveBeenCalledTimes(2);
});

test('where answers take long it is asked less often, the first one left aside', async () => {
  const made = part();
  const companion = new Companion(async () => made, vi.fn());
  companion.due(1, 0);
  await settled();
  for (const now of [0, 1000]) {
    expect(companion.due(1, now)).toBe(made);
    companion.took(900);
  }
  expect(companion.due(1, 2500)).toBeNull();
  expect(companion.due(1, 1000 + 900 / 0.05)).toBe(made);
});
