import { expect, test } from 'vitest';
import { filesOf } from './dropped.ts';

type Tree = { readonly [name: string]: Tree | string };

function entryOf(name: string, inside: Tree | string, path = ''): FileSystemEntry {
  const fullPath = `${path}/${name}`;
  if (typeof inside === 'string') {
    const file = (resolve: (file: File) => void) => resolve(new File([inside], name));
    return { name, fullPath, isFile: true, isDirectory: false, file } as unknown as FileSystemEntry;
  }
  const all = Object.entries(inside).map(([child, below]) => entryOf(child, below, fullPath));
  const createReader = () => {
    // A browser gives some at a time.
    const left = [...all];
    return { readEntries: (resolve: (some: FileSystemEntry[]) => void) => resolve(left.splice(0, 2)) };
  };
  return { name, fullPath, isFile: false, isDirectory: true, createReader } as unknown as FileSystemEntry;
}

function dropped(tree: Tree): DataTransfer {
  const entries = Object.entries(tree).map(([name, inside]) => entryOf(name, inside));
  const files = Object.entries(tree).flatMap(([name, inside]) =>
    typeof inside === 'string' ? [new File([inside], name)] : [],
  );
  return {
    items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })),
    files,
  } as unknown as DataTransfer;
}

const pathsOf = async (tree: Tree) => (await filesOf(dropped(tree))).map(({ path }) => path);

test('folders are walked to the end, in the order in which people count; what is hidden or no picture is left out', async () => {
  const holiday = {
    '10.jpg': 'x',
    '9.jpg': 'x',
    'notes.txt': 'x',
    '.thumb.jpg': 'x',
    'camcorder.MTS': 'x',
    'old.wmv': 'x',
    beach: { 'a.MP4': 'x', '.git': { 'b.jpg': 'x' } },
  };
  // Also what is refused in words when it is opened.
  expect(await pathsOf({ holiday })).toEqual([
    'holiday/9.jpg',
    'holiday/10.jpg',
    'holiday/beach/a.MP4',
    'holiday/camcorder.MTS',
    'holiday/old.wmv',
  ]);
});

test('what was dropped by itself is opened whatever its name says', async () => {
  expect(await pathsOf({ party: 'x', 'notes.txt': 'x' })).toEqual(['party', 'notes.txt']);
  expect(await pathsOf({ party: 'x', folder: { 'c.png': 'x' } })).toEqual(['folder/c.png', 'party']);
});
