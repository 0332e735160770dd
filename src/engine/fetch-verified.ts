/** A file that is not what it should be. */
export class CorruptModelError extends Error {
  readonly code = 'model-corrupt';
}

/**
 * Fetches a file and checks that it is the one that was tested.
 * @param sha256 hex, lower case.
 * @throws CorruptModelError when the hash is another one, or the server has no such file.
 */
export async function fetchVerified(url: string, sha256: string): Promise<Uint8Array<ArrayBuffer>> {
  const name = url.split('/').pop() ?? url;
  const response = await fetch(url);
  if (!response.ok) {
    throw new CorruptModelError(`${name} could not be fetched: ${response.status}`);
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  if ((await sha256Of(bytes)) !== sha256) {
    throw new CorruptModelError(`${name} is not the tested one`);
  }
  return bytes;
}

/** Hex, lower case. */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
