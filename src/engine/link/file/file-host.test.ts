/** Both ends of the file messages, joined without a worker: order, ends, closings, and what fails. */
import { beforeEach, expect, type Mock, test, vi } from 'vitest';
import { box, type FramePx } from '../../../base/geometry.ts';
import type { DrawingWish, Engine } from '../../engine.ts';
import { mintSafeFrame, type RawFrame } from '../../safe/frame.ts';
import type { FromWorker, ToWorker } from '../protocol.ts';
import { FileHost, type FileOrder } from './file-host.ts';
import type { FileInfo, FrameFile } from './frame-file.ts';
import { FileRefused, fileProblem } from './problem.ts';
import { FileRequests, type OrderedFrame } from './requests.ts';

const INFO = { kind: 'video', width: 4, height: 3 } as FileInfo;

interface FakePicture {
  readonly number: number;
  readonly close: () => void;
}

/** A file of `count` frames, 40 ms each; `broken` is the number of the one that cannot be decoded. */
function fileOf(count: number, broken = -1): FrameFile & { readonly close: Mock<() => void> } {
  let next = 0;
  return {
    info: INFO,
    async next(at) {
      const jumped = at !== null || next === 0;
      next = at === null ? next : Math.round(at / 0.04);
      if (next === broken) {
        throw new FileRefused(fileProblem('broken'));
      }
      const number = next++;
      const source = { number, close: vi.fn(), width: 4, height: 3 } as unknown as ImageBitmap;
      return number < count
        ? { frame: { source, timestamp: number * 40_000, duration: 40_000 }, jumped }
        : null;
    },
    close: vi.fn<() => void>(),
  };
}

const reset = vi.fn();
const FOUND = {
  box: box<FramePx>(0, 0, 2, 2),
  score: 0.9,
  roll: 0,
  landmarks: null,
  verdict: 'confirmed' as const,
};
const look = vi.fn(async () => ({ reason: 'faces' }));
/** Readings under way: the meter takes one at a time. */
let reads = 0;
async function readingOf(timestamp: number) {
  reads += 1;
  expect(reads).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  reads -= 1;
  return { timestamp, faces: 1, uncovered: 0, bareFaces: 0, duration: 1 };
}
const engine = {
  ready: async () => undefined,
  reset,
  lookKey: 'usual',
  followOptions: { linger: 1, growth: 1, leastScore: 0.3 },
  room: 2,
  openHelpers: async () => undefined,
  closeHelpers: vi.fn(),
  detect: vi.fn(async ({ source }: RawFrame) => {
    source.close();
    return [FOUND];
  }),
  look,
  async draw({ source, timestamp }: RawFrame, _: unknown, { readLeaks }: DrawingWish) {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
    return {
      frames: [mintSafeFrame(source, timestamp, {} as Parameters<typeof mintSafeFrame>[2])],
      reading: readLeaks ? readingOf(timestamp) : null,
    };
  },
} as unknown as Engine;

function join(open: (blob: Blob) => Promise<FrameFile>) {
  const desk = new FileHost((message: FromWorker) => {
    queueMicrotask(() => requests.receive(message as Parameters<FileRequests['receive']>[0]));
  }, open);
  const requests = new FileRequests((message: ToWorker) => {
    desk.receive(message as FileOrder, engine);
  });
  return requests;
}

const numberOf = (ordered: Awaited<ReturnType<FileRequests['next']>>) =>
  (ordered?.frames[0]?.picture as unknown as FakePicture | undefined)?.number ?? null;

beforeEach(() => {
  reset.mockClear();
  look.mockClear();
});

test('every frame comes, in order, however many are asked for at once; then the end', async () => {
  const requests = join(async () => fileOf(5));
  expect(await requests.open(new Blob(['x']))).toBe(INFO);
  const all = await Promise.all(Array.from({ length: 7 }, () => requests.next()));
  expect(all.map(numberOf)).toEqual([0, 1, 2, 3, 4, null, null]);
  expect(reset).toHaveBeenCalledTimes(1);
});

test('a jump goes there, forgets followed faces and goes on from there', async () => {
  const requests = join(async () => fileOf(10));
  await requests.open(new Blob(['x']));
  expect(numberOf(await requests.next(0.2))).toBe(5);
  expect(numberOf(await requests.next())).toBe(6);
  expect(reset).toHaveBeenCalledTimes(1);
});

test('the frame that is shown is looked at once, however often it is drawn, unless other settings find other faces', async () => {
  const file = fileOf(3);
  const requests = join(async () => file);
  await requests.open(new Blob(['x']));
  expect(numberOf(await requests.next())).toBe(0);
  expect(numberOf(await requests.next(0))).toBe(0);
  expect(numberOf(await requests.next(0.039))).toBe(0);
  expect(look).toHaveBeenCalledTimes(1);
  Object.assign(engine, { lookKey: 'thorough' });
  expect(numberOf(await requests.next(0))).toBe(0);
  expect(look).toHaveBeenCalledTimes(2);
  expect(numberOf(await requests.next())).toBe(1);
  expect(look).toHaveBeenCalledTimes(3);
});

test('a video is looked at once, then drawn from that: no frame is looked at again, however it is asked for', async () => {
  Object.assign(engine, { lookKey: 'usual' });
  const requests = join(async () => fileOf(5));
  await requests.open(new Blob(['x']));
  let told = await requests.analyse();
  while (!told.overview) {
    told = await requests.analyse();
  }
  expect(told.reached).toBeCloseTo(0.2);
  expect(told.overview.people).toMatchObject([{ spans: [{ from: 0, to: 0.2 }] }]);
  for (const at of [0.1, 0.02, null, 0.15]) {
    await requests.next(at);
  }
  expect(look).not.toHaveBeenCalled();
  // Whom a choice means is said with every frame: also two choices of one person, and none where nobody is.
  const show = (id: number, at: number, x = 0) =>
    ({ kind: 'show', id, at, box: { ...FOUND.box, x } }) as const;
  requests.edit({ edits: [show(1, 0), show(2, 0.1), show(3, 0.1, 50)], trim: null });
  const { meant } = (await requests.next(0.15)) as OrderedFrame;
  expect([...meant.keys()]).toEqual([1, 2]);
  expect(meant.get(1)).toBe(meant.get(2));
});

test('what was looked at with other settings is not drawn from', async () => {
  Object.assign(engine, { lookKey: 'usual' });
  const requests = join(async () => fileOf(2));
  await requests.open(new Blob(['x']));
  while (!(await requests.analyse()).overview) {
    // On and on.
  }
  Object.assign(engine, { lookKey: 'thorough' });
  await requests.next(0);
  expect(look).toHaveBeenCalledTimes(1);
});

test('a frame that could not be looked at is looked at again', async () => {
  look.mockResolvedValueOnce({ reason: 'detector-failed' });
  const requests = join(async () => fileOf(2));
  await requests.open(new Blob(['x']));
  await requests.next();
  await requests.next(0);
  await requests.next(0);
  expect(look).toHaveBeenCalledTimes(2);
});

test('a frame that could not be decoded is covered whole, and never looked at', async () => {
  const file = fileOf(1);
  const requests = join(async () => ({
    ...file,
    next: async () => {
      const next = await file.next(null);
      return next && { ...next, frame: { ...next.frame, damaged: true } };
    },
  }));
  const draw = vi.spyOn(engine, 'draw');
  await requests.open(new Blob(['x']));
  await requests.next();
  expect(look).not.toHaveBeenCalled();
  expect(draw.mock.calls.map(([, looked]) => looked.reason)).toEqual(['frame-damaged']);
  draw.mockRestore();
});

test('a reading comes only where it was asked for', async () => {
  const requests = join(async () => fileOf(2));
  await requests.open(new Blob(['x']));
  expect((await (await requests.next(null, true))?.reading)?.faces).toBe(1);
  expect((await requests.next(null, false))?.reading).toBeNull();
});

test('frames do not wait for the reading of another one, and readings come one after the other', async () => {
  const requests = join(async () => fileOf(4));
  await requests.open(new Blob(['x']));
  const order: string[] = [];
  const first = await requests.next(null, true);
  void first?.reading?.then((reading) => order.push(`reading ${reading?.timestamp}`));
  const others = [false, false, true].map((read) => requests.next(null, read));
  for (const [i, other] of others.entries()) {
    void other.then(() => order.push(`frame ${i + 1}`));
  }
  expect((await (await others[2])?.reading)?.timestamp).toBe(120_000);
  expect(order).toEqual(['frame 1', 'frame 2', 'reading 0', 'frame 3']);
});

test('a reading that is owed when the file is closed is none', async () => {
  const requests = join(async () => fileOf(2));
  await requests.open(new Blob(['x']));
  const { reading } = (await requests.next(null, true)) ?? {};
  requests.close();
  expect(await reading).toBeNull();
});

test('a file that cannot be read is refused with its own words', async () => {
  const requests = join(() => Promise.reject(new FileRefused(fileProblem('audio-only'))));
  await expect(requests.open(new Blob(['x']))).rejects.toMatchObject({ problem: { code: 'audio-only' } });
});

test('a file that is damaged in the middle gives its frames up to there', async () => {
  const requests = join(async () => fileOf(5, 2));
  await requests.open(new Blob(['x']));
  expect(numberOf(await requests.next())).toBe(0);
  expect(numberOf(await requests.next())).toBe(1);
  await expect(requests.next()).rejects.toMatchObject({ problem: { code: 'broken' } });
});

test('opening another file closes the first, and late frames of the first go to nobody', async () => {
  const first = fileOf(5);
  const second = fileOf(5);
  const files = [first, second];
  const requests = join(async () => files.shift() as FrameFile);
  await requests.open(new Blob(['x']));
  const late = requests.next();
  const opening = requests.open(new Blob(['y']));
  await expect(late).rejects.toMatchObject({ problem: { code: 'engine' } });
  await opening;
  expect(first.close).toHaveBeenCalled();
  expect(second.close).not.toHaveBeenCalled();
  expect(numberOf(await requests.next())).toBe(0);
});

test('when the engine dies every caller that waits is answered, and nobody waits for a file that is gone', async () => {
  const requests = join(async () => fileOf(5));
  await requests.open(new Blob(['x']));
  const waiting = requests.next();
  requests.fail(fileProblem('engine'));
  await expect(waiting).rejects.toBeInstanceOf(FileRefused);
  await expect(requests.next()).rejects.toBeInstanceOf(FileRefused);
  expect(requests.busy).toBe(false);
});
