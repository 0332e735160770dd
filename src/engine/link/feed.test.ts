import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { feedFromVideo, packStream } from './feed.ts';

/** A video element of a browser that calls back, of one that only counts, or of both. */
class FakeVideo {
  hasPicture = true;
  frames = 0;
  currentTime = 0;
  #onFrame: (() => void) | null = null;
  readonly play = vi.fn(async () => undefined);
  readonly pause = vi.fn();
  requestVideoFrameCallback(onFrame: () => void): void {
    this.#onFrame = onFrame;
  }
  getVideoPlaybackQuality() {
    return { totalVideoFrames: this.frames };
  }
  call(): void {
    const onFrame = this.#onFrame;
    this.#onFrame = null;
    onFrame?.();
  }
  count(): void {
    this.frames += 1;
    vi.advanceTimersByTime(10);
  }
}

let video: FakeVideo;
const send = vi.fn<(frame: VideoFrame, timestamp: number) => void>();
const open = () => feedFromVideo({} as MediaStreamTrack, send);

beforeEach(() => {
  vi.useFakeTimers();
  video = new FakeVideo();
  vi.stubGlobal('document', { createElement: () => video });
  vi.stubGlobal('MediaStream', class {});
  vi.stubGlobal(
    'VideoFrame',
    class {
      constructor(from: FakeVideo) {
        if (!from.hasPicture) {
          throw new DOMException('no picture', 'InvalidStateError');
        }
      }
    },
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  send.mockReset();
});

test.each(['call', 'count'] as const)(
  'each frame is sent when the worker takes one (browsers that %s)',
  (tell) => {
    const feed = open();
    video[tell]();
    expect(send).toHaveBeenCalledTimes(1);
    feed.workerIsReady();
    expect(send).toHaveBeenCalledTimes(1);
    video[tell]();
    expect(send).toHaveBeenCalledTimes(2);
    feed.stop();
  },
);

test('what comes while the worker is busy is sent once, as soon as it is ready', () => {
  const feed = open();
  for (let i = 0; i < 4; i++) {
    video.call();
  }
  expect(send).toHaveBeenCalledTimes(1);
  feed.workerIsReady();
  expect(send).toHaveBeenCalledTimes(2);
  feed.stop();
});

test('a frame that got lost on its way to the worker does not end the picture', () => {
  const feed = open();
  video.call();
  for (let second = 0; second < 2; second++) {
    vi.advanceTimersByTime(1000);
    video.call();
  }
  expect(send).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(2000);
  video.call();
  expect(send).toHaveBeenCalledTimes(2);
  feed.stop();
});

test('a browser that calls back is not counted as well', () => {
  const feed = open();
  video.call();
  feed.workerIsReady();
  video.count();
  expect(send).toHaveBeenCalledTimes(1);
  feed.stop();
});

test('a video that goes on without a word, in a page that is not drawn, is sent now and then', () => {
  const feed = open();
  for (let i = 0; i < 20; i++) {
    video.currentTime += 0.1;
    vi.advanceTimersByTime(100);
    feed.workerIsReady();
  }
  expect(send.mock.calls.length).toBeGreaterThanOrEqual(5);
  expect(send.mock.calls.length).toBeLessThanOrEqual(7);
  send.mockReset();
  // Paused or muted: its clock stands.
  vi.advanceTimersByTime(2000);
  expect(send.mock.calls.length).toBeLessThanOrEqual(1);
  feed.stop();
});

test('without a picture the next frame tries again; times never go back', () => {
  const feed = open();
  video.hasPicture = false;
  video.call();
  expect(send).not.toHaveBeenCalled();
  video.hasPicture = true;
  video.call();
  vi.advanceTimersByTime(30);
  feed.workerIsReady();
  video.call();
  const times = send.mock.calls.map(([, timestamp]) => timestamp);
  expect(times).toHaveLength(2);
  expect(times[1]).toBeGreaterThan(times[0] ?? Number.NaN);
  feed.stop();
});

test.each(['call', 'count'] as const)('nothing is sent after stop (browsers that %s)', (tell) => {
  const feed = open();
  feed.stop();
  video[tell]();
  video.currentTime += 1;
  vi.advanceTimersByTime(1000);
  feed.workerIsReady();
  video[tell]();
  expect(send).not.toHaveBeenCalled();
  expect(video.pause).toHaveBeenCalled();
});

/** A track, and a witness of it that is given what `read` resolves with. */
function packing(stats: { deliveredFrames: number } | undefined, read?: Promise<{ close(): void }>) {
  const cancelled = vi.fn();
  vi.stubGlobal(
    'MediaStreamTrackProcessor',
    class {
      readable = new ReadableStream({
        pull: async (controller) => controller.enqueue(await (read ?? new Promise(() => undefined))),
        cancel: cancelled,
      });
    },
  );
  const track = { readyState: 'live', stats } as unknown as MediaStreamTrack;
  let packed = false;
  void packStream(track, new ReadableStream<VideoFrame>()).then((port) => {
    packed = true;
    port.close();
  });
  return { packed: () => packed, cancelled };
}

test('a stream is packed when its witness has seen a frame, which is closed; nothing goes on', async () => {
  const close = vi.fn();
  const read = new Promise<{ close(): void }>((resolve) => setTimeout(() => resolve({ close }), 400));
  const { packed, cancelled } = packing({ deliveredFrames: 1000 }, read);
  await vi.advanceTimersByTimeAsync(390);
  expect(packed()).toBe(false);
  await vi.advanceTimersByTimeAsync(20);
  expect(packed()).toBe(true);
  expect(close).toHaveBeenCalledOnce();
  expect(cancelled).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(60);
  expect(vi.getTimerCount()).toBe(0);
});

test('a witness that is given none of thirty frames, or of two in seconds, is not waited for', async () => {
  for (const [frames, ms] of [
    [30, 1000],
    [2, 3000],
  ] as const) {
    const stats = { deliveredFrames: 1000 };
    const { packed, cancelled } = packing(stats);
    stats.deliveredFrames += frames - 1;
    await vi.advanceTimersByTimeAsync(ms);
    expect(packed()).toBe(false);
    stats.deliveredFrames += 1;
    await vi.advanceTimersByTimeAsync(60);
    expect(packed()).toBe(true);
    expect(cancelled).toHaveBeenCalledOnce();
  }
});

test('a page that was too busy to be given frames is given time for it', async () => {
  const stats = { deliveredFrames: 0 };
  const { packed } = packing(stats);
  stats.deliveredFrames = 90;
  await vi.advanceTimersByTimeAsync(200);
  expect(packed()).toBe(false);
});

test('where nobody counts frames a witness is waited for some seconds', async () => {
  const { packed } = packing(undefined);
  await vi.advanceTimersByTimeAsync(2900);
  expect(packed()).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(packed()).toBe(true);
});
