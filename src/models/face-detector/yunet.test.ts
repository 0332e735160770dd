import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import fixture from '../fixtures/face-detector-narrow.json';
import { storedYunet } from './stored.ts';
import { createYunet } from './yunet.ts';

vi.mock('../simd/bytes.ts', async (original) => ({
  ...(await original<typeof import('../simd/bytes.ts')>()),
  instantiateByteKernels: async () => ({ quantise() {}, multiplyBytes() {} }),
}));

test('where a browser adds bytes wrongly, faces are looked for in floats, and it is said', async () => {
  const said = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const [found, expected] = await Promise.all(
    (['bytes', 'floats'] as const).map((arithmetic) =>
      createYunet(storedYunet('narrow'), 'plain', arithmetic),
    ),
  );
  const { width, height } = fixture;
  const picture = readFileSync(join(import.meta.dirname, '../fixtures', fixture.bin)).subarray(
    0,
    width * height * 3,
  );
  const faces = found?.detect(picture, width, height);
  expect(faces).toEqual(expected?.detect(picture, width, height));
  expect(faces?.length).toBeGreaterThan(0);
  expect(said).toHaveBeenCalledTimes(1);
  expect(said.mock.calls[0]?.join(' ')).toContain('self-test failed');
});
