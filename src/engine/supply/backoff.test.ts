import { beforeEach, expect, test, vi } from 'vitest';
import { Backoff } from './backoff.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

test('waits grow, the last one repeats, and a success begins again', () => {
  const backoff = new Backoff([100, 1000]);
  const again = vi.fn();
  const waits = [1, 2, 3].map(() => backoff.retry(again));
  expect([waits, backoff.attempts]).toEqual([[100, 1000, 1000], 3]);
  backoff.reset();
  expect([backoff.attempts, backoff.retry(again)]).toEqual([0, 100]);
});

test('only the latest attempt is made, and none that was cancelled', () => {
  const backoff = new Backoff([100]);
  const [first, second] = [vi.fn(), vi.fn()];
  backoff.retry(first);
  backoff.retry(second);
  vi.advanceTimersByTime(100);
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([0, 1]);
  backoff.retry(first);
  backoff.cancel();
  vi.advanceTimersByTime(1000);
  expect([first.mock.calls.length, backoff.attempts]).toEqual([0, 3]);
});
