/** Model errors are classified by remedy. */
import { afterEach, expect, test, vi } from 'vitest';
import {
  CorruptModelError,
  fetchVerified,
  MissingModelError,
  type ModelError,
  OfflineModelError,
  sha256Of,
  UnreachableModelError,
} from './fetch.ts';

const BYTES = new Uint8Array([1, 2, 3, 4]);

afterEach(() => {
  vi.unstubAllGlobals();
});

function serve(answer: () => Response | Promise<Response>): void {
  vi.stubGlobal('fetch', async () => answer());
}

const cutShort = () =>
  new Response(new ReadableStream({ start: (body) => body.error(new TypeError('network error')) }));

const fetched = async () => fetchVerified('/models/x.bin', await sha256Of(BYTES));

test('the tested file is given', async () => {
  serve(() => new Response(BYTES));
  expect(await fetched()).toEqual(BYTES);
});

test.each<[string, () => Response | Promise<Response>, new (message: string) => ModelError, string]>([
  [
    'of another hash',
    () => new Response(new Uint8Array([1, 2, 3, 5])),
    CorruptModelError,
    'not the tested one',
  ],
  ['cut short by the server', () => new Response(BYTES.subarray(1)), CorruptModelError, 'not the tested one'],
  ['the server lacks', () => new Response('', { status: 404 }), MissingModelError, 'not on the server'],
  ['the server took away', () => new Response('', { status: 410 }), MissingModelError, 'not on the server'],
  [
    'the server has a page for',
    () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html; charset=utf-8' } }),
    MissingModelError,
    'not on the server',
  ],
  ['the server fails at', () => new Response('', { status: 503 }), UnreachableModelError, '503'],
  [
    'the network fails at',
    () => Promise.reject(new TypeError('Failed to fetch')),
    UnreachableModelError,
    'did not arrive',
  ],
  ['the network breaks off', cutShort, UnreachableModelError, 'did not arrive whole'],
])('a file that is %s', async (_, answer, kind, words) => {
  serve(answer);
  const failure = await fetched().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(kind);
  expect((failure as Error).message).toContain(words);
  expect((failure as Error).message).toContain('x.bin');
});

test('without a network it is missing from the device', async () => {
  vi.stubGlobal('navigator', { onLine: false });
  serve(() => Promise.reject(new TypeError('Failed to fetch')));
  await expect(fetched()).rejects.toThrow(OfflineModelError);
  // What the service worker keeps is had without one.
  serve(() => new Response(BYTES));
  expect(await fetched()).toEqual(BYTES);
});
