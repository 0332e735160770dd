/** Messages in, messages out: what the worker does besides the engine's own work. */
import { expect, test, vi } from 'vitest';
import type { EngineParts } from '../engine.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { FACE, FakePicture, fakeCanvases, NO_NETWORKS } from '../testing/fakes.ts';
import { Host } from './host.ts';
import type { FromWorker } from './protocol.ts';

fakeCanvases();

const PARTS = {
  createDetector: async () => ({ detect: async () => [FACE], close() {} }),
  createCpuRenderer: () => ({
    kind: 'cpu',
    device: null,
    render: async ({ views }) => views.map(() => new FakePicture(640, 480, 'renderer').as<ImageBitmap>()),
    networks: NO_NETWORKS,
    lost: new Promise(() => undefined),
    dispose() {},
  }),
  createGpuRenderer: () => Promise.reject(new Error('none')),
  createLeakMeter: () => Promise.reject(new Error('none')),
  loadNetwork: {
    learned: () => Promise.reject(new Error('none')),
    persona: () => Promise.reject(new Error('none')),
  },
  adaptation: {
    openAdapter: () => {
      throw new Error('none');
    },
    storage: { read: async () => undefined, write: async () => undefined, delete: async () => undefined },
  },
} satisfies EngineParts;

/** As `packStream` packs it; real ports would copy the fake frames. */
function packed(readable: ReadableStream<VideoFrame>): MessagePort {
  return {
    close: () => undefined,
    set onmessage(take: (event: { data: unknown }) => void) {
      setTimeout(() => take({ data: readable }));
    },
  } as unknown as MessagePort;
}

async function opened() {
  const said: FromWorker[] = [];
  const host = new Host(PARTS, (message) => said.push(message));
  host.receive({ type: 'init', settings: DEFAULT_SETTINGS });
  await vi.waitFor(() =>
    expect(said.some((m) => m.type === 'state' && m.state.detector === 'ready')).toBe(true),
  );
  let time = 0;
  return {
    host,
    said,
    count: (type: FromWorker['type']) => said.filter((message) => message.type === type).length,
    async frame(): Promise<FakePicture> {
      const source = new FakePicture(640, 480, 'camera');
      time += 33_333;
      const ready = said.filter((message) => message.type === 'ready-for-frame').length;
      host.receive({ type: 'frame', source: source.as<ImageBitmap>(), timestamp: time });
      await vi.waitFor(() =>
        expect(said.filter((message) => message.type === 'ready-for-frame').length).toBe(ready + 1),
      );
      return source;
    },
  };
}

test('a frame that comes before everything else is closed, not shown', () => {
  const said: FromWorker[] = [];
  const host = new Host(PARTS, (message) => said.push(message));
  const source = new FakePicture(640, 480, 'camera');
  host.receive({ type: 'frame', source: source.as<ImageBitmap>(), timestamp: 0 });
  expect([source.closed, said.filter((message) => message.type === 'safe-frame')]).toEqual([1, []]);
});

test('two pictures are on their way to the page at most; a third is closed and counted as dropped', async () => {
  const { host, count, frame } = await opened();
  for (let i = 0; i < 4; i++) {
    expect((await frame()).closed).toBe(1);
  }
  expect([count('safe-frame'), count('dropped')]).toEqual([2, 2]);
  host.receive({ type: 'taken', view: 0 });
  await frame();
  expect(count('safe-frame')).toBe(3);
});

test('a second frame while one is worked on is closed and counted', async () => {
  const { host, count } = await opened();
  const pair = [new FakePicture(640, 480, 'camera'), new FakePicture(640, 480, 'camera')];
  pair.forEach((source, i) => {
    host.receive({ type: 'frame', source: source.as<ImageBitmap>(), timestamp: i * 33_333 });
  });
  await vi.waitFor(() => expect(count('ready-for-frame')).toBe(1));
  expect(pair.map((source) => source.closed)).toEqual([1, 1]);
  expect([count('safe-frame'), count('dropped')]).toEqual([1, 1]);
});

test('pings are answered', async () => {
  const { host, said } = await opened();
  host.receive({ type: 'ping', sent: 42 });
  expect(said.at(-1)).toEqual({ type: 'pong', sent: 42 });
});

test('after the camera was muted nobody is followed from before: the face gets a new number', async () => {
  const { host, said, frame } = await opened();
  const last = () => said.findLast((message) => message.type === 'safe-frame')?.report.faces[0]?.id;
  await frame();
  const before = last();
  host.receive({ type: 'taken', view: 0 });
  await frame();
  expect(last()).toBe(before);
  host.receive({ type: 'taken', view: 0 });
  host.receive({ type: 'source', muted: true });
  host.receive({ type: 'source', muted: false });
  await frame();
  expect(last()).not.toBe(before);
});

test("a camera's gaps are counted as dropped frames, and its stream is released at 'stop'", async () => {
  const { host, said, count } = await opened();
  let control: ReadableStreamDefaultController<VideoFrame> | undefined;
  let cancelled = false;
  const readable = new ReadableStream<VideoFrame>({
    start(controller) {
      control = controller;
    },
    cancel() {
      cancelled = true;
    },
  });
  host.receive({ type: 'stream', packed: packed(readable), frameRate: 30, wanted: true });
  const send = async (timestamp: number) => {
    const shown = count('safe-frame');
    const source = new FakePicture(640, 480, 'camera', timestamp);
    control?.enqueue(source.as<VideoFrame>());
    await vi.waitFor(() => expect(count('safe-frame')).toBe(shown + 1));
    host.receive({ type: 'taken', view: 0 });
  };
  await send(0);
  await send(33_333);
  await send(133_333);
  expect(said.filter((m) => m.type === 'dropped')).toEqual([{ type: 'dropped', count: 2 }]);
  host.receive({ type: 'stop' });
  // A frame was on its way; the stream is released behind it.
  const late = new FakePicture(640, 480, 'camera', 166_667);
  control?.enqueue(late.as<VideoFrame>());
  await vi.waitFor(() => expect([late.closed, cancelled]).toEqual([1, true]));
  expect(count('safe-frame')).toBe(3);
});

test("at 'close' the worker ends, but not before its camera's last frame was closed", async () => {
  const end = vi.fn();
  const host = new Host(PARTS, () => undefined, end);
  host.receive({ type: 'init', settings: DEFAULT_SETTINGS });
  let control: ReadableStreamDefaultController<VideoFrame> | undefined;
  const readable = new ReadableStream<VideoFrame>({
    start(controller) {
      control = controller;
    },
  });
  host.receive({ type: 'stream', packed: packed(readable), frameRate: 30, wanted: true });
  host.receive({ type: 'stop' });
  host.receive({ type: 'close' });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(end).not.toHaveBeenCalled();
  const late = Array.from({ length: 4 }, () => new FakePicture(640, 480, 'camera'));
  for (const frame of late) {
    control?.enqueue(frame.as<VideoFrame>());
  }
  await vi.waitFor(() => expect(end).toHaveBeenCalledOnce());
  expect(late.map(({ closed }) => closed)).toEqual([1, 1, 1, 1]);
});

test("at 'close' the frame that is worked on is closed first", async () => {
  const end = vi.fn();
  let answer: (faces: []) => void = () => undefined;
  const slow = () => new Promise<[]>((resolve) => (answer = resolve));
  const parts = { ...PARTS, createDetector: async () => ({ detect: slow, close() {} }) };
  const said: FromWorker[] = [];
  const host = new Host(parts, (message) => said.push(message), end);
  host.receive({ type: 'init', settings: DEFAULT_SETTINGS });
  await vi.waitFor(() =>
    expect(said.some((m) => m.type === 'state' && m.state.detector === 'ready')).toBe(true),
  );
  const source = new FakePicture(640, 480, 'camera');
  host.receive({ type: 'frame', source: source.as<VideoFrame>(), timestamp: 0 });
  host.receive({ type: 'close' });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect([source.closed, end.mock.calls.length]).toEqual([0, 0]);
  answer([]);
  await vi.waitFor(() => expect(end).toHaveBeenCalledOnce());
  expect(source.closed).toBe(1);
});

test('a stream that is no longer wanted when it comes is released, and the one that is read goes on', async () => {
  const { host, count } = await opened();
  const camera = () => {
    let control: ReadableStreamDefaultController<VideoFrame> | undefined;
    const cancel = vi.fn();
    const readable = new ReadableStream<VideoFrame>({
      start(controller) {
        control = controller;
      },
      cancel,
    });
    const send = (timestamp: number) => {
      const frame = new FakePicture(640, 480, 'camera', timestamp);
      control?.enqueue(frame.as<VideoFrame>());
      return frame;
    };
    return { readable, cancel, send };
  };
  const [read, late] = [camera(), camera()];
  host.receive({ type: 'stream', packed: packed(read.readable), frameRate: 30, wanted: true });
  host.receive({ type: 'stream', packed: packed(late.readable), frameRate: 30, wanted: false });
  const frames = [0, 1, 2, 3].map(late.send);
  await vi.waitFor(() => expect(late.cancel).toHaveBeenCalledOnce());
  expect(frames.map(({ closed }) => closed)).toEqual([1, 1, 1, 1]);
  expect(count('safe-frame')).toBe(0);
  read.send(0);
  await vi.waitFor(() => expect(count('safe-frame')).toBe(1));
  expect(read.cancel).not.toHaveBeenCalled();
});

test('where what reads files does not come, each question is answered so, and the next file asks for it again', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  vi.doMock('./file/file-host.ts', () => {
    throw new Error('no network');
  });
  const { host, said } = await opened();
  const answers = () =>
    said.filter((message) => message.type === 'file-failed' || message.type === 'file-opened');
  const blob = new Blob(['no picture']);
  host.receive({ type: 'open-file', file: 1, blob });
  host.receive({ type: 'edit-file', file: 1, edits: { edits: [], trim: null } });
  host.receive({ type: 'next-frame', file: 1, at: null, readLeaks: false, format: 'rgba' });
  host.receive({ type: 'close-file', file: 1 });
  await vi.waitFor(() => expect(answers()).toHaveLength(2));
  host.receive({ type: 'analyse-file', file: 1 });
  await vi.waitFor(() => expect(answers()).toHaveLength(3));
  expect(answers()).toMatchObject(
    Array.from({ length: 3 }, () => ({ type: 'file-failed', file: 1, problem: { code: 'engine' } })),
  );
  vi.doUnmock('./file/file-host.ts');
  host.receive({ type: 'open-file', file: 2, blob });
  await vi.waitFor(() => expect(answers()).toHaveLength(4), 30_000);
  expect(answers().at(-1)).toMatchObject({ file: 2, problem: { code: 'not-media' } });
  warn.mockRestore();
});
