/** Gives a finished file to the person. Nothing is sent: the browser writes what the page already holds. */
import type { FileWritable } from './video-writer.ts';

/** Chromium reads the blob after the click has returned. */
const KEEP = 60_000;

export function saveBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP);
}

/** A file on the disk that the person chose, written piece by piece. Nothing is there under its name until `close`. */
export interface ChosenFile {
  readonly name: string;
  readonly writable: FileWritable;
  /** Takes back what was written. Never rejects. */
  discard(): Promise<void>;
}

interface Picker {
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<{
    readonly name: string;
    createWritable(): Promise<FileWritable>;
    remove?: () => Promise<void>;
  }>;
}

/** True where the browser can write a file piece by piece, so that a long video need not fit into memory. */
export function canChooseFile(): boolean {
  return 'showSaveFilePicker' in globalThis;
}

/**
 * Asks where to put the file; has to be called right after a click.
 * @throws DOMException `AbortError` when the person thought better of it.
 */
export async function chooseFile(suggestedName: string): Promise<ChosenFile> {
  const handle = await (globalThis as unknown as Required<Picker>).showSaveFilePicker({ suggestedName });
  const writable = await handle.createWritable();
  return {
    name: handle.name,
    writable,
    async discard() {
      await writable.abort().catch(() => undefined);
      await handle.remove?.().catch(() => undefined);
    },
  };
}
