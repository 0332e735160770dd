/** Sites that know nothing of Guise, each with headers that make it hard for an extension. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

export const PAGES = {
  plain: {},
  /** Strict content security policy, Trusted Types. */
  strict: {
    'Content-Security-Policy':
      "default-src 'none'; script-src 'none'; frame-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  },
  /** COOP and COEP. */
  isolated: {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  },
  /** The camera for the page, but for no frame in it. */
  'camera-self': { 'Permissions-Policy': 'camera=(self)' },
} as const satisfies Record<string, Record<string, string>>;

export type PageName = keyof typeof PAGES;

export interface Site {
  /** Such as "http://127.0.0.1:40123". */
  readonly origin: string;
  close(): void;
}

export async function openSite(): Promise<Site> {
  const server: Server = createServer(async ({ url }, response) => {
    if (url?.startsWith('/guise/')) {
      await sendLibrary(url, response);
      return;
    }
    const headers = PAGES[(url ?? '').slice(1) as PageName];
    response.writeHead(headers ? 200 : 404, { 'Content-Type': 'text/html', ...headers });
    response.end('<!doctype html><title>A site</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  };
}

/** For the figures: the library, as `npm run build:lib` makes it. */
async function sendLibrary(url: string, response: ServerResponse): Promise<void> {
  const types: Record<string, string> = { '.js': 'text/javascript', '.wasm': 'application/wasm' };
  try {
    const content = await readFile(join('dist-test-extension-lib', normalize(url.slice('/guise'.length))));
    response.writeHead(200, { 'Content-Type': types[extname(url)] ?? 'application/octet-stream' });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
}
