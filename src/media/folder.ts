/** A folder on the disk that the person chose, for several finished files. */
import { numbered } from '../base/file-name.ts';

interface Picker {
  showDirectoryPicker?: (options: { mode: 'readwrite' }) => Promise<FileSystemDirectoryHandle>;
}

/** True where the browser can write into a folder. */
export function canChooseFolder(): boolean {
  return 'showDirectoryPicker' in globalThis;
}

/**
 * Asks for a folder; has to be called right after a click.
 * @throws DOMException `AbortError` when the person thought better of it.
 */
export async function chooseFolder(): Promise<ChosenFolder> {
  const ask = (globalThis as unknown as Required<Picker>).showDirectoryPicker;
  return new ChosenFolder(await ask({ mode: 'readwrite' }));
}

export class ChosenFolder {
  readonly #root: FileSystemDirectoryHandle;

  constructor(root: FileSystemDirectoryHandle) {
    this.#root = root;
  }

  get name(): string {
    return this.#root.name;
  }

  /**
   * Writes a file. What is there already is left alone: the new one gets a number. Where it could not be written whole, nothing is left of it.
   * @param path with '/'; folders are made
   * @throws DOMException when the disk is full, or the browser may not write there.
   */
  async write(path: string, blob: Blob): Promise<void> {
    const parts = path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
    const name = parts.pop() ?? '';
    let folder = this.#root;
    for (const part of parts) {
      folder = await folder.getDirectoryHandle(part, { create: true });
    }
    const free = await freeName(folder, name);
    const handle = await folder.getFileHandle(free, { create: true });
    try {
      // It shows up whole or, where this fails, stays as empty as it was made.
      await blob.stream().pipeTo(await handle.createWritable());
    } catch (error) {
      await folder.removeEntry(free).catch(() => undefined);
      throw error;
    }
  }
}

async function freeName(folder: FileSystemDirectoryHandle, name: string): Promise<string> {
  const taken = new Set<string>();
  for await (const known of folder.keys()) {
    taken.add(known.toLowerCase());
  }
  for (let n = 1; ; n++) {
    const free = numbered(name, n);
    if (!taken.has(free.toLowerCase())) {
      return free;
    }
  }
}
