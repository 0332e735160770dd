/** A page for scripts, built by Vite as the site is, kept in memory, and served to this machine alone, beside the data. */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';
import { build } from 'vite';
import { assemblyScript } from '../assemblyscript.mjs';
import { securityHeaders } from '../security-headers.mjs';
import { byteRange } from './byte-range.ts';

const ROOT = join(import.meta.dirname, '../..');
const PUBLIC = join(ROOT, 'public');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.css': 'text/css',
};

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
 * Builds a page (some seconds) and serves it on a free port of 127.0.0.1.
 * @param page relative to the project's folder
 * @throws when the build fails.
 */
export async function openSite(page: string): Promise<Site> {
  const files = await buildPages(page);
  const offered = new Map<string, string>();
  const server = createServer((request, response) => {
    serve(request, response, files, offered).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
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
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function buildPages(page: string): Promise<ReadonlyMap<string, Buffer>> {
  const result = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    plugins: [assemblyScript()],
    worker: { format: 'es', plugins: () => [assemblyScript()] },
    build: {
      write: false,
      target: 'es2023',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: { input: [join(ROOT, page)] },
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

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  files: ReadonlyMap<string, Buffer>,
  offered: ReadonlyMap<string, string>,
): Promise<void> {
  const route = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname).slice(1);
  const headers = { ...securityHeaders(), 'Cache-Control': 'no-store' };
  const type = { 'Content-Type': TYPES[extname(route)] ?? 'application/octet-stream' };
  const built = files.get(route);
  if (built) {
    response.writeHead(200, { ...headers, ...type, 'Content-Length': built.length }).end(built);
    return;
  }
  const path = offered.get(route) ?? publicFile(route);
  if (!path || !existsSync(path)) {
    response.writeHead(404, headers).end();
    return;
  }
  const { size } = statSync(path);
  const range = byteRange(request.headers.range, size);
  if (range === 'unsatisfiable') {
    response.writeHead(416, { ...headers, 'Content-Range': `bytes */${size}` }).end();
    return;
  }
  const [from, to] = range ?? [0, size - 1];
  response.writeHead(range ? 206 : 200, {
    ...headers,
    ...type,
    'Accept-Ranges': 'bytes',
    'Content-Length': to - from + 1,
    ...(range ? { 'Content-Range': `bytes ${from}-${to}/${size}` } : {}),
  });
  if (request.method === 'HEAD' || size === 0) {
    response.end();
    return;
  }
  const stream = createReadStream(path, { start: from, end: to });
  stream.on('error', () => response.destroy());
  response.on('close', () => stream.destroy());
  stream.pipe(response);
}

/** A file of the site's public folder (face models, weights); null for what would lead out of it. */
function publicFile(route: string): string | null {
  const path = normalize(join(PUBLIC, route));
  return path.startsWith(PUBLIC + sep) && existsSync(path) && statSync(path).isFile() ? path : null;
}

/** SHA-256 of a file, hex; read in pieces. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) {
    hash.update(piece as Buffer);
  }
  return hash.digest('hex');
}
