import { afterEach, expect, test, vi } from 'vitest';
import type { EngineHandle } from '../engine/link/client.ts';
import type { FileInfo } from '../engine/link/file/frame-file.ts';
import { convert } from '../media/conversion.ts';
import { exportFile } from './file-export.ts';
import { files } from './files.ts';
import { lookThrough } from './look-through.ts';
import { session } from './session.ts';
import { store } from './store.ts';

vi.mock('./session.ts', () => ({
  session: { takeFile: vi.fn(), showFile: vi.fn(), lockSettings: vi.fn(), takeReading: vi.fn() },
}));
vi.mock('./look-through.ts', async (original) => ({
  ...(await original<typeof import('./look-through.ts')>()),
  lookThrough: vi.fn(async () => undefined),
}));
vi.mock('../media/conversion.ts', () => ({ convert: vi.fn() }));

const INFO = {
  kind: 'video',
  width: 8,
  height: 8,
  duration: 1,
  frameRate: 10,
  mime: 'video/mp4',
  notes: [],
} as unknown as FileInfo;

const engineOf = () =>
  ({
    openFile: vi.fn(async () => INFO),
    editFile: vi.fn(),
    analyse: vi.fn(),
    nextFrame: vi.fn(async () => null),
  }) satisfies Partial<EngineHandle>;

const fileOf = (name: string) => new File(['x'], name);
const open = (engine: Partial<EngineHandle>, name: string) => {
  vi.mocked(session.takeFile).mockReturnValueOnce(engine as EngineHandle);
  return files.open(fileOf(name));
};

afterEach(() => {
  store.setState({ source: 'camera' });
  vi.clearAllMocks();
});

test('a file that took its time does nothing to the one that was opened meanwhile', async () => {
  let answer = (_: FileInfo) => {};
  const slow = { ...engineOf(), openFile: () => new Promise<FileInfo>((resolve) => (answer = resolve)) };
  const earlier = open(slow, 'earlier.mp4');
  const engine = engineOf();
  await open(engine, 'later.mp4');
  expect(lookThrough).toHaveBeenCalledTimes(1);
  answer({ ...INFO, duration: 7 });
  await earlier;
  expect(lookThrough).toHaveBeenCalledTimes(1);
  expect(store.getState().file).toMatchObject({ name: 'later.mp4', info: { duration: 1 } });
  expect(engine.editFile).toHaveBeenCalledTimes(1);
});

test('of two looks through the same file only the later goes on', async () => {
  const engine = engineOf();
  await open(engine, 'one.mp4');
  const { settings } = store.getState();
  store.setState({ settings: { ...settings, thorough: !settings.thorough } });
  store.setState({ settings });
  const engines = vi.mocked(lookThrough).mock.calls.map(([engineNow]) => engineNow());
  expect(engines).toEqual([null, null, engine]);
});

test('an export that another file overtook gives that one neither corrections nor orders', async () => {
  const engine = engineOf();
  await open(engine, 'one.mp4');
  const later = engineOf();
  let asked: readonly unknown[] = [];
  vi.mocked(convert).mockImplementationOnce(async (given) => {
    await open(later, 'two.mp4');
    vi.clearAllMocks();
    asked = await Promise.allSettled([
      (async () => given.engine.editFile({ edits: [], trim: null }))(),
      given.engine.analyse(),
      given.engine.nextFrame(0),
    ]);
    throw given.signal?.reason;
  });
  expect(await exportFile({ container: 'same', sound: false })).toBeNull();
  expect(asked).toEqual(new Array(3).fill(expect.objectContaining({ status: 'rejected' })));
  for (const order of [engine, later].flatMap((one) => [one.editFile, one.analyse, one.nextFrame])) {
    expect(order).not.toHaveBeenCalled();
  }
});
