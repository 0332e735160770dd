/** Several finished files in one, for saving. They are pictures and videos: packed as they are, since they grow no smaller. */
import { downloadZip } from 'client-zip';

/**
 * Of any size: beyond 4 GB the archive is written so, which not all libraries do.
 * @param entries names are paths with '/', no two alike, fewer than 65,536
 * @throws (rejects) what the browser says where there is no room for it.
 */
export function zipOf(entries: readonly { readonly name: string; readonly blob: Blob }[]): Promise<Blob> {
  return downloadZip(entries.map(({ name, blob }) => ({ name, input: blob }))).blob();
}
