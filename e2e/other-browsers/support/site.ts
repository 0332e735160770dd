/** A build of Guise served with the tests' own scripts before the page's, and a record of what goes wrong. */
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { StaticServer } from '../../support/static-server.ts';
import { type CameraKit, obeyTests, playCamera, reportProblems } from './in-page.ts';

/** Where Firefox asks for its own settings, whatever the page does; nothing gets there. */
const BROWSERS_OWN = /^(https?:\/\/)?[\w.-]+\.mozilla\.(com|net|org)[:/]/;

export class Site {
  readonly origin: string;
  /** 127.0.0.1's; it is the browsers' proxy as well, so that requests to other hosts are seen and get nowhere. */
  readonly port: number;
  readonly problems: string[] = [];
  readonly #build: string;
  readonly #server: StaticServer;

  /** @param build folder of a built page */
  constructor(build: string, port: number) {
    this.port = port;
    this.origin = `http://127.0.0.1:${port}`;
    this.#build = build;
    this.#server = new StaticServer(build, port, (request) => void this.#inspect(request));
  }

  async start(): Promise<void> {
    this.reset();
    await this.#server.start();
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  /** Serves this in place of a file of the build, or beside its files, until `reset`. @param path begins with a slash */
  serve(path: string, content: Buffer | string): void {
    this.#server.instead.set(path, content);
  }

  /** What the page's camera is like from now on. */
  setCamera(kit: CameraKit): void {
    this.serve(
      '/test/before.js',
      `(${String(reportProblems)})();(${String(playCamera)})(${JSON.stringify(kit)});`,
    );
  }

  /** The build as it is, but for the tests' own scripts before the page's and the workers'. */
  reset(): void {
    const text = (file: string) => readFileSync(join(this.#build, file), 'utf8');
    this.#server.instead.clear();
    this.serve('/', text('index.html').replace('<head>', '<head><script src="/test/before.js"></script>'));
    for (const file of readdirSync(join(this.#build, 'assets'))) {
      if (/-worker-.*\.js$/.test(file)) {
        const first = [reportProblems, ...(ENGINE.test(file) ? [obeyTests] : [])];
        const scripts = first.map((script) => `(${String(script)})();`).join('');
        this.serve(`/assets/${file}`, scripts + text(`assets/${file}`));
      }
    }
    this.serve('/test/problem', '');
  }

  /** Notes what pages report, and what is asked of other hosts. */
  async #inspect(request: IncomingMessage): Promise<void> {
    const url = request.url ?? '';
    if (request.method === 'POST') {
      let body = '';
      for await (const piece of request) {
        body += String(piece);
      }
      this.problems.push(body);
    } else if (!url.startsWith('/') && !url.startsWith(`${this.origin}/`) && !BROWSERS_OWN.test(url)) {
      this.problems.push(`request to another host: ${request.method} ${url}`);
    }
  }
}

/** The engine's worker, by its folder. */
const ENGINE = /^(engine|link)-worker-/;
