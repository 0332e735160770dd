import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { zipOf } from './zip.ts';

test('every file comes out as it went in, empty ones too', async () => {
  const long = crypto.getRandomValues(new Uint8Array(60_000));
  const zip = await zipOf([
    { name: 'a.jpg', blob: new Blob([long]) },
    { name: 'folder/ü.txt', blob: new Blob(['words']) },
    { name: 'empty', blob: new Blob([]) },
  ]);
  expect(zip.type).toBe('application/zip');
  const files = unzipSync(new Uint8Array(await zip.arrayBuffer()));
  expect(Object.keys(files)).toEqual(['a.jpg', 'folder/ü.txt', 'empty']);
  expect(files['a.jpg']).toEqual(long);
  expect(new TextDecoder().decode(files['folder/ü.txt'])).toBe('words');
  expect(files.empty).toHaveLength(0);
});
