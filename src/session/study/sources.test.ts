import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_PICTURES, picturesOfFolder } from './sources.ts';

function file(path: string) {
  return Object.assign(new Blob(['x']), { name: path.split('/').at(-1) ?? '', webkitRelativePath: path });
}

test('one folder a person, as LFW has it', () => {
  const { pictures, leftOut } = picturesOfFolder([
    file('lfw/Ada_Lovelace/Ada_Lovelace_0002.jpg'),
    file('lfw/Ada_Lovelace/Ada_Lovelace_0001.jpg'),
    file('lfw/Bo/1.png'),
    file('lfw/readme.txt'),
    file('lfw/.DS_Store'),
  ]);
  expect(pictures.map(({ id, person }) => [id, person])).toEqual([
    ['lfw/Ada_Lovelace/Ada_Lovelace_0001.jpg', 'Ada Lovelace'],
    ['lfw/Ada_Lovelace/Ada_Lovelace_0002.jpg', 'Ada Lovelace'],
    ['lfw/Bo/1.png', 'Bo'],
  ]);
  expect(leftOut).toEqual([{ file: 'lfw/readme.txt', why: 'no-picture' }]);
});

test('without sub-folders the name says who it is', () => {
  const names = ['top/ada-1.jpg', 'top/ada-2.jpg', 'top/José 3.webp', 'top/007.jpg'];
  const { pictures, leftOut } = picturesOfFolder(names.map(file));
  expect(pictures.map(({ person }) => person)).toEqual(['ada', 'ada', 'José']);
  expect(leftOut).toEqual([{ file: 'top/007.jpg', why: 'no-name' }]);
});

test('too many are named, not dropped silently; every picture has a person', () => {
  fc.assert(
    fc.property(fc.nat(MOST_PICTURES * 2), (count) => {
      const { pictures, leftOut } = picturesOfFolder(
        Array.from({ length: count }, (_, i) => file(`top/p${i % 7}x/${i}.jpg`)),
      );
      expect(pictures.length + leftOut.length).toBe(count);
      expect(pictures.length).toBeLessThanOrEqual(MOST_PICTURES);
      expect(pictures.every(({ person }) => person !== '')).toBe(true);
    }),
    { numRuns: 20 },
  );
});
