/** A model that cannot be had: what is wrong with it, and what a person can do about it, in whole sentences. */
export abstract class ModelError extends Error {
  /** Goes on from "The model …". */
  abstract readonly state: string;
  abstract readonly advice: string;
}

/** A file that is not what it should be. */
export class CorruptModelError extends ModelError {
  readonly state = 'is damaged';
  readonly advice = 'Reload the page; if that does not help, tell whoever runs this site.';
}

/** A file that the server does not have: forgotten, or of an older page than the server's. */
export class MissingModelError extends ModelError {
  readonly state = 'is missing';
  readonly advice =
    'Reload the page, there may be a newer one; if that does not help, tell whoever runs this site.';
}

/** A file that did not arrive. */
export class UnreachableModelError extends ModelError {
  readonly state = 'could not be loaded';
  readonly advice = 'If this stays, check the connection.';
}

/** The same when this device has no network: then it is known what to do. */
export class OfflineModelError extends ModelError {
  readonly state = 'is missing';
  readonly advice = 'Go online once; from then on it is kept on this device.';
}

/**
 * Fetches a file and checks that it is the one that was tested.
 * @param sha256 hex, lower case.
 * @throws ModelError when it cannot be had: CorruptModelError (the hash is another one), MissingModelError (the server has no
 *   such file), OfflineModelError (nor does this device, and there is no network), UnreachableModelError (anything else).
 */
export async function fetchVerified(url: string, sha256: string): Promise<Uint8Array<ArrayBuffer>> {
  const name = url.split('/').pop() ?? url;
  const bytes = await fetchBytes(url, name);
  if ((await sha256Of(bytes)) !== sha256) {
    throw new CorruptModelError(`${name} is not the tested one`);
  }
  return bytes;
}

async function fetchBytes(url: string, name: string): Promise<Uint8Array<ArrayBuffer>> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch {
    throw globalThis.navigator?.onLine === false
      ? new OfflineModelError(`${name} is not kept on this device, and there is no network`)
      : new UnreachableModelError(`${name} did not arrive`);
  }
  // Some servers answer with their page where they have no such file.
  const page = response.headers.get('content-type')?.startsWith('text/html');
  if (response.status === 404 || response.status === 410 || (response.ok && page)) {
    throw new MissingModelError(`${name} is not on the server`);
  }
  if (!response.ok) {
    throw new UnreachableModelError(`the server answered ${response.status} for ${name}`);
  }
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch {
    throw new UnreachableModelError(`${name} did not arrive whole`);
  }
}

/** Hex, lower case. */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
