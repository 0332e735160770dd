/** The built page as a static host would serve it, on a server that a test can switch off or give a new version. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { securityHeaders } from '../../scripts/security-headers.mjs';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

export class StaticServer {
  readonly #server: Server;
  readonly #port: number;
  /** Added to the service worker's text: a browser takes that for a new version. */
  version = '';

  constructor(folder: string, port: number) {
    this.#port = port;
    this.#server = createServer(async (request, response) => {
      const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
      const file = path.endsWith('/') ? `${path}index.html` : path;
      try {
        let content: Buffer | string = await readFile(join(folder, file));
        if (file === '/service-worker.js') {
          content = `${content}\n// ${this.version}`;
        }
        response.writeHead(200, {
          ...securityHeaders(),
          'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
          'Cache-Control': 'no-store',
        });
        response.end(content);
      } catch {
        response.writeHead(404).end();
      }
    });
  }

  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, '127.0.0.1', resolve);
    });
  }

  /** No answer any more, not even to connections that are open. */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}
