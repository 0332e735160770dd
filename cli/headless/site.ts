/** Built pages, served to this machine alone, with the data. */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { FileServer, fileIn } from './file-server.ts';

/** Pages that a browser can open: built a moment ago (build/pages.mjs) or before (anonymize/built.ts). */
export interface BuiltPages {
  /** By route, without a leading slash. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** The folder that holds `models` and `generated`. */
  readonly models: string;
  /** Of every response. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Site {
  /** Ends with a slash. */
  readonly base: string;
  /** SHA-256 over everything that was built: another one is another engine. */
  readonly fingerprint: string;
  /** The URL at which the page can read this file; nothing else of the disk is served. */
  offer(path: string): string;
  /** No longer served. */
  withdraw(url: string): void;
  close(): Promise<void>;
}

/** Serves pages on a free port of 127.0.0.1. */
export async function openSite({ files, models, headers }: BuiltPages): Promise<Site> {
  const offered = new Map<string, string>();
  const server = new FileServer(
    (route) => files.get(route) ?? offered.get(route) ?? fileIn(models, route),
    headers,
  );
  const base = await server.start();
  return {
    base,
    fingerprint: fingerprintOf(files),
    offer(path) {
      // Hard to guess: others on this machine can reach the port as well.
      const route = `data/${randomBytes(16).toString('hex')}`;
      offered.set(route, path);
      return base + route;
    },
    withdraw: (url) => offered.delete(url.slice(base.length)),
    close: () => server.stop(),
  };
}

function fingerprintOf(files: ReadonlyMap<string, Buffer>): string {
  const hash = createHash('sha256');
  for (const [name, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(name).update('\0').update(content);
  }
  return hash.digest('hex');
}

/** SHA-256 of a file, hex; read in pieces. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) {
    hash.update(piece as Buffer);
  }
  return hash.digest('hex');
}
