import fc from 'fast-check';
import { expect, test } from 'vitest';
import { avifOf, clap, imir, irot, ispe } from '../../../../../testing/containers/avif.ts';
import { exifOf } from '../../../../../testing/containers/exif.ts';
import { webpOf, withExif } from '../../../../../testing/containers/webp.ts';
import { readAvif } from './avif.ts';
import { patched } from './facts.ts';
import { orientationIn, readWebp } from './webp.ts';

const blob = (bytes: Uint8Array) => new Blob([new Uint8Array(bytes)]);

test.each([1, 2, 3, 4, 5, 6, 7, 8] as const)(
  'a WebP says orientation %i, and no longer does when patched',
  async (orientation) => {
    const file = blob(
      withExif(
        webpOf(Buffer.from('VP8 \x04\0\0\0data', 'latin1')),
        { width: 4, height: 3 },
        exifOf(orientation),
      ),
    );
    const { orientation: read, patches } = await readWebp(file);
    expect(read).toBe(orientation);
    const bare = patched(file, patches);
    expect(bare.size).toBe(file.size);
    expect((await readWebp(bare)).orientation).toBe(1);
    const flags = new Uint8Array(await bare.slice(20, 21).arrayBuffer())[0];
    expect(flags).toBe(orientation === 1 ? 8 : 0);
  },
);

test('EXIF that makes no sense turns nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const orientation = orientationIn(new DataView(new Uint8Array(bytes).buffer));
      expect(orientation).toBeGreaterThanOrEqual(1);
      expect(orientation).toBeLessThanOrEqual(8);
    }),
  );
});

/** A picture of 640 by 480, of which the properties with these numbers belong to the item that is shown. */
const avif = (properties: readonly Buffer[], own: readonly number[]) => blob(avifOf(properties, own));
const SIZE = ispe(640, 480);
// 320 by 400 at the right border, 60 from above.
const CROP = clap(320, 400, 160, 20);

test('an AVIF shows the part that its own item names', async () => {
  const part = { x: 320, y: 60, width: 320, height: 400 };
  expect(await readAvif(avif([SIZE, CROP], [1, 2]))).toEqual({ whole: { width: 640, height: 480 }, part });
  expect(await readAvif(avif([SIZE, CROP], [1]))).toBeNull();
  const all = clap(640, 480, 0, 0);
  expect(await readAvif(avif([SIZE, all], [1, 2]))).toBeNull();
  expect(await readAvif(blob(Buffer.from('no picture')))).toBeNull();
});

test('a turned AVIF is cropped before it is turned', async () => {
  const turned = (quarters: number) => readAvif(avif([SIZE, CROP, irot(quarters)], [1, 2, 3]));
  expect((await turned(1))?.part).toEqual({ x: 60, y: 0, width: 400, height: 320 });
  expect((await turned(2))?.part).toEqual({ x: 0, y: 20, width: 320, height: 400 });
  expect((await turned(3))?.part).toEqual({ x: 20, y: 320, width: 400, height: 320 });
  expect((await turned(1))?.whole).toEqual({ width: 480, height: 640 });
  await expect(readAvif(avif([SIZE, CROP, imir()], [1, 2, 3]))).rejects.toMatchObject({
    problem: { code: 'crop' },
  });
});

test('an AVIF whose crop cannot be read is refused, not shown whole', async () => {
  const whole = avifOf([SIZE, CROP], [1, 2]);
  const at = whole.indexOf('ipma');
  const cut = Buffer.concat([whole.subarray(0, at + 4), Buffer.from([0, 0, 0, 0])]);
  cut.writeUInt32BE(12, at - 4);
  for (const start of [whole.indexOf('meta') - 4, whole.indexOf('iprp') - 4]) {
    cut.writeUInt32BE(cut.length - start, start);
  }
  await expect(readAvif(blob(cut))).rejects.toMatchObject({ problem: { code: 'crop' } });
});
