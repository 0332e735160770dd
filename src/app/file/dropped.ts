/**
 * What was dropped, pasted or chosen, as files: folders are walked, hidden files and others than pictures and videos left out. What was
 * dropped by itself is opened whatever its name says.
 */
import { MEDIA_NAME } from '../../base/file-name.ts';
import type { DroppedFile } from '../../session/queue-state.ts';

/** Call it at once in the event: afterwards the browser has forgotten what was dropped. */
export async function filesOf(data: DataTransfer): Promise<readonly DroppedFile[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const plain = [...data.files];
  if (!entries.some((entry) => entry?.isDirectory)) {
    return plain.map((file) => ({ file, path: file.name }));
  }
  const found = await Promise.all(entries.map((entry) => (entry ? walk(entry, entry.isFile) : [])));
  return found.flat().sort((a, b) => a.path.localeCompare(b.path, undefined, { numeric: true }));
}

async function walk(entry: FileSystemEntry, wanted: boolean): Promise<readonly DroppedFile[]> {
  if (entry.name.startsWith('.')) {
    return [];
  }
  if (entry.isFile) {
    if (!wanted && !MEDIA_NAME.test(entry.name)) {
      return [];
    }
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ file, path: entry.fullPath.replace(/^\//, '') }];
  }
  const inside = await entriesOf((entry as FileSystemDirectoryEntry).createReader());
  return (await Promise.all(inside.map((one) => walk(one, false)))).flat();
}

/** A reader gives a hundred at a time, and none when it is through. */
async function entriesOf(reader: FileSystemDirectoryReader): Promise<readonly FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) {
      return all;
    }
    all.push(...some);
  }
}
