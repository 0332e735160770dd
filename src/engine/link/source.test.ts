import { expect, test } from 'vitest';
import { FakePicture } from '../testing/fakes.ts';
import { NewestFrameReader } from './source.ts';

function camera() {
  const frames: FakePicture[] = [];
  let control: ReadableStreamDefaultController<VideoFrame> | null = null;
  let cancelled = false;
  const readable = new ReadableStream<VideoFrame>({
    start(controller) {
      control = controller;
    },
    cancel() {
      cancelled = true;
    },
  });
  return {
    readable,
    frames,
    send(timestamp: number): FakePicture {
      const frame = new FakePicture(640, 480, 'camera', timestamp);
      frames.push(frame);
      control?.enqueue(frame.as<VideoFrame>());
      return frame;
    },
    end: () => control?.close(),
    fail: () => control?.error(new Error('unplugged')),
    get cancelled() {
      return cancelled;
    },
  };
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

test('the newest frame is given out, the ones it replaced are closed', async () => {
  const source = camera();
  const reader = new NewestFrameReader(Promise.resolve(source.readable), () => undefined);
  for (let i = 0; i < 5; i++) {
    source.send(i);
  }
  await soon();
  expect((await reader.next())?.timestamp).toBe(4);
  expect(source.frames.map((frame) => frame.closed)).toEqual([1, 1, 1, 1, 0]);
});

test('who asks first waits for the next frame', async () => {
  const source = camera();
  const reader = new NewestFrameReader(Promise.resolve(source.readable), () => undefined);
  const waiting = reader.next();
  await soon();
  source.send(7);
  expect((await waiting)?.timestamp).toBe(7);
});

test.each(['end', 'fail'] as const)(
  'a stream that comes to its %s gives null and says so once',
  async (how) => {
    const source = camera();
    let ended = 0;
    const reader = new NewestFrameReader(Promise.resolve(source.readable), () => {
      ended += 1;
    });
    const waiting = reader.next();
    await soon();
    source[how]();
    expect(await waiting).toBeNull();
    expect(await reader.next()).toBeNull();
    expect(ended).toBe(1);
  },
);

test('stopping closes the frame that waited, releases the camera, and reports nothing', async () => {
  const source = camera();
  let ended = 0;
  const reader = new NewestFrameReader(Promise.resolve(source.readable), () => {
    ended += 1;
  });
  const frame = source.send(1);
  await soon();
  const stopped = reader.stop();
  expect(await reader.next()).toBeNull();
  expect([frame.closed, source.cancelled]).toEqual([1, false]);
  // Frames were on their way: to cancel before they are there would lose them.
  const late = [source.send(2), source.send(3)];
  await soon();
  expect(source.cancelled).toBe(false);
  late.push(source.send(4));
  await stopped;
  expect(late.map(({ closed }) => closed)).toEqual([1, 1, 1]);
  expect([source.cancelled, ended]).toEqual([true, 0]);
});

test.each(['end', 'fail'] as const)(
  'stopping is over as well when the stream comes to its %s',
  async (how) => {
    const source = camera();
    const reader = new NewestFrameReader(Promise.resolve(source.readable), () => undefined);
    const stopped = reader.stop();
    const late = source.send(1);
    await soon();
    source[how]();
    await stopped;
    expect([late.closed, source.cancelled]).toEqual([1, false]);
  },
);

test('of a thousand frames every one that was not given out is closed', async () => {
  const source = camera();
  const reader = new NewestFrameReader(Promise.resolve(source.readable), () => undefined);
  const given = new Set<number>();
  for (let i = 0; i < 1000; i++) {
    source.send(i);
    if (i % 3 === 0) {
      const frame = await reader.next();
      given.add(frame?.timestamp ?? -1);
      frame?.source.close();
    }
  }
  await soon();
  void reader.stop();
  expect(given.size).toBeGreaterThan(300);
  expect(source.frames.filter((frame) => frame.closed !== 1)).toEqual([]);
});
