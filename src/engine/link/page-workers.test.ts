import { afterEach, expect, test, vi } from 'vitest';
import { BY_PORT } from '../../base/by-port.ts';
import { needsPageWorkers, PageWorkers, type WorkerWanted, wantPageWorkers } from './page-workers.ts';

/** A worker of the page's that answers by the port that it is sent. */
class Answering {
  static readonly all: Answering[] = [];
  onerror: ((event: { message: string; preventDefault(): void }) => void) | null = null;
  ended = false;

  constructor(
    readonly url: string,
    readonly options: WorkerOptions,
  ) {
    Answering.all.push(this);
  }

  postMessage(port: MessagePort) {
    port.onmessage = ({ data }) => port.postMessage({ answer: data });
  }

  terminate() {
    this.ended = true;
  }
}

afterEach(() => {
  vi.unstubAllGlobals();
  Answering.all.length = 0;
});

/** What the engine's worker gets where it starts one, and the page that starts it. */
function start() {
  // What Node lacks.
  vi.stubGlobal(
    'ErrorEvent',
    class extends Event {
      constructor(
        type: string,
        readonly init: { message: string },
      ) {
        super(type);
      }

      get message() {
        return this.init.message;
      }
    },
  );
  const page = new PageWorkers();
  const wanted: WorkerWanted[] = [];
  vi.stubGlobal('Worker', null);
  wantPageWorkers((one) => wanted.push(one));
  const helper = new Worker(new URL('https://guise.example/leak.js'), { type: 'module', name: 'guise-leak' });
  vi.stubGlobal('Worker', Answering);
  page.start(wanted[0] as WorkerWanted);
  return { page, helper, started: Answering.all[0] as Answering };
}

test('a worker that the page starts is told by its name, hears and answers as one of the engine’s own', async () => {
  const { helper, started, page } = start();
  expect(started).toMatchObject({
    url: 'https://guise.example/leak.js',
    options: { type: 'module', name: `guise-leak${BY_PORT}` },
  });
  const answer = new Promise((resolve) => {
    helper.onmessage = ({ data }) => resolve(data);
  });
  const bytes = new Uint8Array([1, 2]).buffer;
  helper.postMessage({ bytes }, [bytes]);
  expect(await answer).toEqual({ answer: { bytes: new Uint8Array([1, 2]).buffer } });
  expect(bytes.byteLength).toBe(0);
  helper.terminate();
  await vi.waitFor(() => expect(started.ended).toBe(true));
  page.end();
});

test('what goes wrong in it is heard by the engine; it ends with the engine', async () => {
  const { helper, started, page } = start();
  const error = new Promise((resolve) => {
    helper.onerror = ({ message }) => resolve(message);
  });
  const preventDefault = vi.fn();
  started.onerror?.({ message: 'no such file', preventDefault });
  expect(await error).toBe('no such file');
  expect(preventDefault).toHaveBeenCalled();
  page.end();
  expect(started.ended).toBe(true);
  helper.terminate();
});

test('Firefox alone needs it', () => {
  expect(needsPageWorkers('Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0')).toBe(
    true,
  );
  expect(
    needsPageWorkers('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36'),
  ).toBe(false);
});
