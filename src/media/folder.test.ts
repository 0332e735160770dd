import { expect, test } from 'vitest';
import { ChosenFolder } from './folder.ts';

/** A folder in memory, with room for so many bytes. */
class Folder {
  readonly name = 'holiday';
  readonly entries = new Map<string, Folder | string>();
  room = 1000;

  keys() {
    return this.entries.keys();
  }
  async getDirectoryHandle(name: string) {
    const folder = this.entries.get(name) ?? new Folder();
    this.entries.set(name, folder);
    return folder;
  }
  async getFileHandle(name: string) {
    this.entries.set(name, '');
    let written = '';
    return {
      createWritable: async () =>
        new WritableStream<Uint8Array>({
          write: (chunk) => {
            this.room -= chunk.length;
            if (this.room < 0) {
              throw new DOMException('full', 'QuotaExceededError');
            }
            written += new TextDecoder().decode(chunk);
          },
          close: () => {
            this.entries.set(name, written);
          },
        }),
    };
  }
  async removeEntry(name: string) {
    this.entries.delete(name);
  }
}

const chosen = (folder: Folder) => new ChosenFolder(folder as unknown as FileSystemDirectoryHandle);

test('what is there is left alone, folders are made, and no path leads out', async () => {
  const folder = new Folder();
  folder.entries.set('A.jpg', 'mine');
  for (const path of ['a.jpg', 'a.jpg', 'sub/b.jpg', '../../c.jpg']) {
    await chosen(folder).write(path, new Blob([path]));
  }
  const sub = folder.entries.get('sub') as Folder;
  expect(Object.fromEntries(folder.entries)).toEqual({
    'A.jpg': 'mine',
    'a (2).jpg': 'a.jpg',
    'a (3).jpg': 'a.jpg',
    sub,
    'c.jpg': '../../c.jpg',
  });
  expect(Object.fromEntries(sub.entries)).toEqual({ 'b.jpg': 'sub/b.jpg' });
});

test('nothing is left of what found no room', async () => {
  const folder = new Folder();
  folder.room = 3;
  await expect(chosen(folder).write('a.jpg', new Blob(['four']))).rejects.toThrow('full');
  expect([...folder.entries]).toEqual([]);
});
