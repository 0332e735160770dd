import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { securityHeaders } from '../../build/security-headers.mjs';
import { FileServer, fileIn } from './file-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'guise-server-'));
writeFileSync(join(folder, 'index.html'), '<!doctype html>');
writeFileSync(join(folder, 'data.bin'), '0123456789');
afterAll(() => rmSync(folder, { recursive: true }));

test('files, parts of files and nothing else, with the page’s headers', async () => {
  const server = new FileServer(
    (route) => (route === 'made.js' ? Buffer.from('made') : fileIn(folder, route)),
    securityHeaders(),
  );
  const base = await server.start();
  const get = async (route: string, headers = {}) => {
    const response = await fetch(base + route, { headers });
    return [response.status, response.headers.get('content-type'), await response.text()] as const;
  };
  expect(await get('')).toEqual([200, 'text/html; charset=utf-8', '<!doctype html>']);
  expect(await get('made.js')).toEqual([200, 'text/javascript', 'made']);
  expect(await get('data.bin', { Range: 'bytes=2-4' })).toEqual([206, 'application/octet-stream', '234']);
  expect((await get('data.bin', { Range: 'bytes=10-' }))[0]).toBe(416);
  expect((await get('none.bin'))[0]).toBe(404);
  expect((await fetch(base)).headers.get('content-security-policy')).toContain("default-src 'none'");
  await server.stop();
  await expect(fetch(base)).rejects.toThrow();
});

test('no route leads out of the folder', () => {
  expect(fileIn(folder, 'data.bin')).toBe(join(folder, 'data.bin'));
  expect(fileIn(folder, '../')).toBeNull();
  expect(fileIn(join(folder, 'sub'), '../data.bin')).toBeNull();
  expect(fileIn(folder, 'none')).toBeNull();
});
