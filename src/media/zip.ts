/** Several finished files in one, for saving. They are pictures and videos: packed as they are, since they grow no smaller. */
import { Zip, ZipPassThrough } from 'fflate';

/** @param entries names are paths with '/', no two alike */
export async function zipOf(
  entries: readonly { readonly name: string; readonly blob: Blob }[],
): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, data) => {
    failure ??= error;
    parts.push(data as Uint8Array<ArrayBuffer>);
  });
  for (const { name, blob } of entries) {
    const entry = new ZipPassThrough(name);
    zip.add(entry);
    const reader = blob.stream().getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      entry.push(read.value);
    }
    entry.push(new Uint8Array(), true);
  }
  zip.end();
  if (failure) {
    throw failure;
  }
  return new Blob(parts, { type: 'application/zip' });
}
