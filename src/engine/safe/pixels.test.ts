import { beforeAll, expect, test, vi } from 'vitest';
import type { RawFrame } from './frame.ts';
import { closeFrame, rgbaOf } from './pixels.ts';

beforeAll(() => {
  stubVideoFrame(true);
  vi.stubGlobal(
    'ImageData',
    class {
      readonly data: Uint8ClampedArray;
      constructor(data: Uint8ClampedArray) {
        this.data = data;
      }
    },
  );
  return () => vi.unstubAllGlobals();
});

/** What the browser makes of a frame of its own: with or without heed to the format that is asked for. */
function stubVideoFrame(converts: boolean): void {
  vi.stubGlobal(
    'VideoFrame',
    class {
      async copyTo(data: Uint8Array): Promise<void> {
        data.set(converts ? [255, 0, 0, 255] : [0, 0, 255, 255]);
      }
      close(): void {}
    },
  );
}

/** A frame all of one grey, copied when `until` resolves. */
function frameOf(grey: number, until: Promise<void> = Promise.resolve()): RawFrame {
  const source = {
    displayWidth: 8,
    displayHeight: 4,
    visibleRect: { width: 8, height: 4 },
    close: vi.fn(),
    async copyTo(data: Uint8ClampedArray) {
      await until;
      data.fill(grey);
    },
  };
  return { source: source as unknown as VideoFrame, timestamp: 0 };
}

const nextTask = () => new Promise((resolve) => setTimeout(resolve, 5));

test('a frame is copied once, and its memory serves the next one after it was closed', async () => {
  const first = frameOf(1);
  const pixels = await rgbaOf(first);
  expect(await rgbaOf(first)).toBe(pixels);
  closeFrame(first);
  expect(first.source.close).toHaveBeenCalledTimes(1);
  // Who asked before still sees what was asked for, in this task.
  expect(pixels.data[0]).toBe(1);
  await nextTask();
  const second = await rgbaOf(frameOf(2));
  expect(second.data.buffer).toBe(pixels.data.buffer);
});

test('frames that are open at once never share memory', async () => {
  const frames = [frameOf(1), frameOf(2), frameOf(3)];
  const pixels = await Promise.all(frames.map(rgbaOf));
  expect(pixels.map(({ data }) => data[0])).toEqual([1, 2, 3]);
  expect(new Set(pixels.map(({ data }) => data.buffer)).size).toBe(3);
  for (const frame of frames) {
    closeFrame(frame);
  }
  await nextTask();
});

test('a frame that is given up while it is copied keeps its memory: nothing late is written over another frame', async () => {
  let arrive: () => void = () => undefined;
  const late = frameOf(9, new Promise((resolve) => (arrive = resolve)));
  const never = rgbaOf(late);
  closeFrame(late);
  await nextTask();
  const others = [frameOf(1), frameOf(2), frameOf(3), frameOf(4)];
  const pixels = await Promise.all(others.map(rgbaOf));
  arrive();
  const buffer = (await never).data.buffer;
  await nextTask();
  expect(pixels.map(({ data }) => data[0])).toEqual([1, 2, 3, 4]);
  expect(pixels.map(({ data }) => data.buffer)).not.toContain(buffer);
});

test('where the browser copies the stored order whatever is asked for, red and blue are put in their places', async () => {
  vi.resetModules();
  stubVideoFrame(false);
  const { rgbaOf: fresh } = await import('./pixels.ts');
  const source = {
    format: 'BGRA',
    displayWidth: 2,
    displayHeight: 1,
    visibleRect: { width: 2, height: 1 },
    close: vi.fn(),
    async copyTo(data: Uint8ClampedArray) {
      data.set([1, 2, 3, 255, 4, 5, 6, 255]);
    },
  };
  const { data } = await fresh({ source: source as unknown as VideoFrame, timestamp: 0 });
  expect([...data]).toEqual([3, 2, 1, 255, 6, 5, 4, 255]);
});
