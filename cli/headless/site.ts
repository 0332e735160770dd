/** Pages for scripts, built by Vite as the site is, kept in memory, and served to this machine alone, with the data. */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { assemblyScript } from '../../build/assemblyscript.mjs';
import { mendMediabunny } from '../../build/mediabunny.mjs';
import { FileServer, fileIn } from './file-server.ts';

const ROOT = join(import.meta.dirname, '../..');
const PUBLIC = join(ROOT, 'public');

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

/**
 * Builds pages (some seconds) and serves them on a free port of 127.0.0.1.
 * @param pages relative to the project's folder
 * @throws when the build fails.
 */
export async function openSite(...pages: string[]): Promise<Site> {
  const files = await buildPages(pages);
  const offered = new Map<string, string>();
  const server = new FileServer((route) => files.get(route) ?? offered.get(route) ?? fileIn(PUBLIC, route));
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

async function buildPages(pages: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
  const result = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    plugins: [assemblyScript(), mendMediabunny()],
    worker: { format: 'es', plugins: () => [assemblyScript(), mendMediabunny()] },
    build: {
      write: false,
      target: 'es2023',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: { input: pages.map((page) => join(ROOT, page)) },
    },
  });
  const output = [result].flat().flatMap((one) => ('output' in one ? one.output : []));
  return new Map(
    output.map((file) => [file.fileName, Buffer.from(file.type === 'chunk' ? file.code : file.source)]),
  );
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
