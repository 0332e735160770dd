/** A static server for this machine alone, with the page's headers: of scripts that open pages, and of tests. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';
import { byteRange } from './byte-range.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.css': 'text/css',
  '.webmanifest': 'application/manifest+json',
};

/** What is at a route (without a leading slash): content, the path of a file, or null. */
export type Finder = (route: string) => Buffer | string | null;

export class FileServer {
  readonly #server: Server;

  /**
   * @param headers of every response
   * @param onRequest sees every request first, also one to another host, where the server is a browser's proxy
   */
  constructor(
    find: Finder,
    headers: Readonly<Record<string, string>>,
    onRequest: (request: IncomingMessage) => void = () => undefined,
  ) {
    this.#server = createServer((request, response) => {
      onRequest(request);
      try {
        answer(request, response, find, { ...headers, 'Cache-Control': 'no-store' });
      } catch {
        response.destroy();
      }
    });
    this.#server.on('connect', (request, socket) => {
      onRequest(request);
      socket.destroy();
    });
  }

  /** @param port 0 for a free one @returns the address, with a slash at its end. @throws when the port is taken. */
  async start(port = 0): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Ends connections that are open, too. */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  find: Finder,
  headers: Readonly<Record<string, string>>,
): void {
  const route = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname).slice(1);
  const found = find(route);
  const type = { 'Content-Type': TYPES[extname(route || 'index.html')] ?? 'application/octet-stream' };
  if (found instanceof Buffer) {
    response.writeHead(200, { ...headers, ...type, 'Content-Length': found.length }).end(found);
    return;
  }
  if (found === null || !existsSync(found)) {
    response.writeHead(404, headers).end();
    return;
  }
  const { size } = statSync(found);
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
  const stream = createReadStream(found, { start: from, end: to });
  // A file that vanished or cannot be read ends this answer, not the run.
  stream.on('error', () => response.destroy());
  response.on('close', () => stream.destroy());
  stream.pipe(response);
}

/** The file of a folder at a route; null for what is no file or would lead out of it. */
export function fileIn(folder: string, route: string): string | null {
  const path = normalize(join(folder, route === '' || route.endsWith('/') ? `${route}index.html` : route));
  return path.startsWith(folder + sep) && existsSync(path) && statSync(path).isFile() ? path : null;
}
