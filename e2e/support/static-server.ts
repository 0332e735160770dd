/** The built page as a static host would serve it, on a server that a test can switch off or give a new version. */
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { resolve } from 'node:path';
import { securityHeaders } from '../../build/security-headers.mjs';
import { FileServer, fileIn } from '../../cli/headless/file-server.ts';

export class StaticServer extends FileServer {
  readonly #port: number;
  /** Added to the service worker's text: a browser takes that for a new version. */
  version = '';
  /** Served in place of the folder's own, by path. */
  readonly instead = new Map<string, Buffer | string>();

  /** @param onRequest sees every request, those to other hosts too when the server is a browser's proxy */
  constructor(folder: string, port: number, onRequest?: (request: IncomingMessage) => void) {
    super(
      (route) => {
        const instead = this.instead.get(`/${route}`);
        const path = fileIn(resolve(folder), route);
        if (instead === undefined && (path === null || route !== 'service-worker.js')) {
          return path;
        }
        const content = instead ?? readFileSync(path ?? '');
        return Buffer.from(route === 'service-worker.js' ? `${content}\n// ${this.version}` : content);
      },
      securityHeaders(),
      onRequest,
    );
    this.#port = port;
  }

  override start(): Promise<string> {
    return super.start(this.#port);
  }
}
