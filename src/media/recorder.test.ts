import { expect, test, vi } from 'vitest';
import { mintSafeFrame } from '../engine/safe/frame.ts';
import { Recorder } from './recorder.ts';
import type { VideoSettings } from './video-writer.ts';

const frame = (seconds: number) =>
  mintSafeFrame({} as ImageBitmap, seconds * 1e6, {
    width: 64,
    height: 48,
    timing: { total: 0 },
  } as Parameters<typeof mintSafeFrame>[2]);

function writerOf(add: (time: number) => Promise<void> = async () => undefined) {
  const times: number[] = [];
  const writer = {
    add: vi.fn((_: unknown, time: number) => {
      times.push(time);
      return add(time);
    }),
    hold: vi.fn(async (_: number) => undefined),
    addSound: vi.fn(async () => undefined),
    finish: vi.fn(async () => new Blob(['file'])),
    cancel: vi.fn(async () => undefined),
  };
  const create = vi.fn(async (_: VideoSettings) => writer);
  return { writer, create, times };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

test('times begin at nought and follow the camera, stalls too; the file opens once', async () => {
  const { create, times, writer } = writerOf();
  const recorder = new Recorder({ container: 'mp4', create });
  for (const seconds of [100, 100.04, 100.08, 100.18, 105.5]) {
    recorder.add(frame(seconds), seconds * 1000);
    await settle();
  }
  [0, 0.04, 0.14, 5.46].forEach((time, i) => {
    expect(times[i]).toBeCloseTo(time, 6);
  });
  expect(create).toHaveBeenCalledExactlyOnceWith({ container: 'mp4', width: 64, height: 48, live: true });
  expect(await (await recorder.finish(105_600))?.text()).toBe('file');
  expect(writer.hold).not.toHaveBeenCalled();
  expect(writer.cancel).not.toHaveBeenCalled();
});

test('a picture that has stood still when the recording ends stands still in the file; one that was paused does not', async () => {
  for (const [pauses, held] of [
    [false, [[3.04]]],
    [true, []],
  ] as const) {
    const { create, writer } = writerOf();
    const recorder = new Recorder({ container: 'mp4', create });
    recorder.add(frame(0), 0);
    await settle();
    recorder.add(frame(0.04), 40);
    recorder.add(frame(0.08), 80);
    if (pauses) {
      recorder.pause();
    }
    await recorder.finish(3080);
    expect(writer.hold.mock.calls).toEqual(held);
  }
});

test('pictures that come faster than the encoder takes them are left out', async () => {
  let go = () => {};
  const slow = new Promise<void>((resolve) => {
    go = resolve;
  });
  const { create, times } = writerOf(() => slow);
  const recorder = new Recorder({ container: 'webm', create });
  recorder.add(frame(0), 0);
  await settle();
  for (let i = 1; i < 10; i++) {
    recorder.add(frame(i / 30), 0);
  }
  expect(times).toHaveLength(3);
  go();
  await recorder.finish();
});

test('what goes wrong is reported at the end, and nothing is handed out', async () => {
  const { create, writer } = writerOf(() => Promise.reject(new Error('encoder gone')));
  const recorder = new Recorder({ container: 'mp4', create });
  recorder.add(frame(0), 0);
  await settle();
  recorder.add(frame(0.04), 0);
  await settle();
  await expect(recorder.finish()).rejects.toThrow('encoder gone');
  expect(writer.cancel).toHaveBeenCalled();
  expect(writer.finish).not.toHaveBeenCalled();
  const refused = new Recorder({
    container: 'mp4',
    create: () => Promise.reject(new Error('no encoder')),
  });
  refused.add(frame(0), 0);
  await expect(refused.finish()).rejects.toThrow('no encoder');
});

test('without a picture there is no file', async () => {
  expect(await new Recorder({ container: 'mp4', create: writerOf().create }).finish()).toBeNull();
});
