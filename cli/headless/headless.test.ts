import type { Browser, Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { DiskError, exitCodeOf, StoppedError, UsageError } from './errors.ts';
import { RenewedPage } from './headless.ts';

/** A browser that counts what is open in it. */
function browserOf(counts: { opened: number; open: number; most: number }): Browser {
  return {
    async newContext() {
      counts.opened++;
      counts.open++;
      counts.most = Math.max(counts.most, counts.open);
      const context = {
        newPage: async () => ({ context: () => context }),
        close: async () => {
          counts.open--;
        },
      };
      return context;
    },
  } as unknown as Browser;
}

test('as many tasks as LFW has pictures: one page at a time, each for so many tasks', async () => {
  const counts = { opened: 0, open: 0, most: 0 };
  const page = new RenewedPage(browserOf(counts), 500, async () => undefined);
  for (let task = 0; task < 13_233; task++) {
    await page.next();
  }
  expect(counts).toEqual({ opened: Math.ceil(13_233 / 500), open: 1, most: 1 });
  await page.clear();
  expect(counts.open).toBe(0);
});

test('a page that does not open is closed, and the next task tries again', async () => {
  const counts = { opened: 0, open: 0, most: 0 };
  const open = vi.fn<(page: Page) => Promise<void>>().mockRejectedValueOnce(new Error('no'));
  const page = new RenewedPage(browserOf(counts), 500, open);
  await expect(page.next()).rejects.toThrow('no');
  expect(counts.open).toBe(0);
  await page.next();
  expect(counts.open).toBe(1);
});

test.each([
  [new UsageError('Name a folder.'), 2, /^Name a folder\.\n$/],
  [new StoppedError('Stopped.'), 130, /^Stopped\.\n$/],
  [new Error('a fault of ours'), 1, /Error: a fault of ours\n.*at /],
  [new DiskError('The disk is full.'), 1, /^The disk is full\.\n$/],
  [
    Object.assign(new Error('EACCES: …'), { code: 'EACCES', path: '/x/y' }),
    1,
    /^\/x\/y: That is not allowed.*\n$/,
  ],
  [Object.assign(new Error('ENOSPC: …'), { code: 'ENOSPC' }), 1, /^There is no room left.*Make room.*\n$/],
  ['thrown as text', 1, /^thrown as text\n$/],
])('%s ends with %i', async (error, code, words) => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(
    await exitCodeOf(async () => {
      throw error;
    }),
  ).toBe(code);
  expect(write.mock.calls.join('')).toMatch(words);
  // Nobody may be there to read them.
  expect(() => process.stderr.emit('error', new Error('EPIPE'))).not.toThrow();
  write.mockRestore();
});
