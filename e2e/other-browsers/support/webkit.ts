/** WebKitGTK's MiniBrowser on a virtual screen, without WebGL, over WebDriver: a handful of requests, so no library. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Launch, Tab } from './tab.ts';

/** The W3C's name for a reference to an element. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
/** Milliseconds that the driver may take to answer at first, that a script may run, and that an element may take to come. */
const PATIENCE = { start: 30_000, script: 120_000, element: 60_000 };

const DRIVER = '/usr/bin/WebKitWebDriver';
const SCREEN = '/usr/bin/Xvfb';

/** Debian keeps it in the folder of the processor's libraries. */
function miniBrowserPath(): string | undefined {
  return readdirSync('/usr/lib')
    .map((folder) => `/usr/lib/${folder}/webkit2gtk-4.1/MiniBrowser`)
    .find((path) => existsSync(path));
}

export const launchWebKit: Launch = async (_report, proxy) => {
  const [screen, display] = await openScreen();
  const port = await freePort();
  const driver = spawn(DRIVER, [`--port=${port}`], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: display, WEBKIT_DISABLE_DMABUF_RENDERER: '1' },
  });
  const call = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) =>
    ask(`http://127.0.0.1:${port}${path}`, method, body);
  await answers(() => call('GET', '/status'));
  const capabilities = {
    alwaysMatch: {
      'webkitgtk:browserOptions': {
        binary: miniBrowserPath(),
        args: [
          '--automation',
          '--enable-webgl=false',
          '--enable-mock-capture-devices=true',
          `--proxy=http://127.0.0.1:${proxy}`,
          '--ignore-host=127.0.0.1',
        ],
      },
      timeouts: { script: PATIENCE.script, implicit: PATIENCE.element },
    },
  };
  const openSession = async () => {
    const session = (await call('POST', '/session', { capabilities })) as {
      sessionId: string;
      capabilities: { browserVersion: string };
    };
    return { version: session.capabilities.browserVersion, path: `/session/${session.sessionId}` };
  };
  const first = await openSession();
  await call('DELETE', first.path);
  return {
    version: `WebKitGTK ${first.version}`,
    async open(): Promise<Tab> {
      const { path } = await openSession();
      const post = (what: string, body: unknown) => call('POST', `${path}/${what}`, body);
      return {
        goto: async (url) => void (await post('url', { url })),
        async run(inPage, ...given) {
          const answer = (await post('execute/async', {
            script: `const done = arguments[1];
              Promise.resolve((${String(inPage)})(...arguments[0])).then(
                (value) => done({ value }),
                (error) => done({ error: String(error) }));`,
            args: [given],
          })) as { value?: never; error?: string };
          if (answer.error !== undefined) {
            throw new Error(answer.error);
          }
          return answer.value as never;
        },
        async choose(selector, file) {
          const element = (await post('element', { using: 'css selector', value: selector })) as Record<
            string,
            string
          >;
          await post(`element/${element[ELEMENT]}/value`, { text: file });
        },
        hide: null,
        screenshot: async () => Buffer.from((await call('GET', `${path}/screenshot`)) as string, 'base64'),
        close: async () => void (await call('DELETE', path)),
      };
    },
    async close() {
      driver.kill();
      screen.kill();
    },
  };
};

/** A virtual screen and its name. */
async function openScreen(): Promise<[ChildProcess, string]> {
  const screen = spawn(SCREEN, ['-displayfd', '1', '-screen', '0', '1400x1100x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const name = await new Promise<string>((resolve, reject) => {
    screen.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
    screen.once('exit', () => reject(new Error('Xvfb did not start.')));
  });
  return [screen, `:${name}`];
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function answers(call: () => Promise<unknown>): Promise<void> {
  for (const end = Date.now() + PATIENCE.start; ; ) {
    try {
      await call();
      return;
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** One request of WebDriver. @throws Error with the driver's message */
async function ask(url: string, method: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url, { method, body: body === undefined ? undefined : JSON.stringify(body) });
  const { value } = (await response.json()) as { value: unknown };
  if (!response.ok) {
    const { error, message } = value as { error: string; message: string };
    throw new Error(`WebKit's driver: ${error}: ${message}`);
  }
  return value;
}
