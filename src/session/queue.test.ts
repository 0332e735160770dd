import { beforeEach, expect, test, vi } from 'vitest';
import { NEW_HISTORY } from '../engine/edits/history.ts';
import { fileProblem } from '../engine/link/file/problem.ts';
import { exportFile } from './file-export.ts';
import { files } from './files.ts';
import { queue } from './queue.ts';
import { outdatedOf } from './queue-state.ts';
import { store } from './store.ts';

vi.mock('./files.ts', () => ({ files: { open: vi.fn() } }));
vi.mock('./file-export.ts', () => ({ exportFile: vi.fn(), cancelExport: vi.fn() }));

const dropped = ['one.jpg', 'two.mp4', 'notes.txt'].map((path) => ({ file: new File(['x'], path), path }));
const choice = { container: 'same', sound: false } as const;
const state = () => store.getState().queue;
const statuses = () => state().files.map(({ status }) => status);

beforeEach(() => {
  vi.mocked(exportFile).mockReset();
  vi.mocked(files.open).mockReset();
});

test('what is cancelled while it is being opened is not written', async () => {
  await queue.open(dropped);
  let opened = () => {};
  vi.mocked(files.open).mockReturnValue(
    new Promise((resolve) => {
      opened = resolve;
    }),
  );
  const running = queue.run(choice);
  expect(statuses()).toEqual(['working', 'waiting', 'waiting']);
  queue.cancel();
  opened();
  await running;
  expect(exportFile).not.toHaveBeenCalled();
  expect(statuses()).toEqual(['waiting', 'waiting', 'waiting']);
  expect(state().progress).toBeNull();
});

test('where the last one fails, the last one that is done is shown in the end', async () => {
  await queue.open(dropped);
  vi.mocked(exportFile).mockImplementation(async () => {
    const { current } = state();
    if (current === 3) {
      store.setState({ problem: fileProblem('not-media') });
      return null;
    }
    return {
      name: 'made',
      blob: new Blob(),
      report: { input: { kind: 'picture' } },
    } as unknown as ReturnType<typeof exportFile>;
  });
  await queue.run(choice);
  expect(statuses()).toEqual(['done', 'done', 'failed']);
  expect(state().files[2]?.problem?.title).toBe('Not a video or picture');
  expect(state().current).toBe(2);
  expect(files.open).toHaveBeenLastCalledWith(dropped[1]?.file, NEW_HISTORY);
});

const written = (kind: 'picture' | 'video' = 'picture') =>
  ({ name: 'made', blob: new Blob(), report: { input: { kind } } }) as unknown as Awaited<
    ReturnType<typeof exportFile>
  >;
const modeNow = () => store.getState().settings.views[0]?.mode;
const setMode = (mode: 'oval' | 'blur' | 'mask' | 'learned') =>
  store.setState(({ settings }) => ({ settings: { ...settings, views: [{ mode }] } }));

test('a mode that is chosen while several are written is for none of them, and for all when they are written again', async () => {
  setMode('mask');
  await queue.open(dropped);
  vi.mocked(exportFile).mockImplementation(async () => {
    setMode('oval');
    return written();
  });
  await queue.run(choice);
  const modes = () => vi.mocked(exportFile).mock.calls.map(([, , settings]) => settings?.views[0]?.mode);
  expect(modes()).toEqual(['mask', 'mask', 'mask']);
  expect(modeNow()).toBe('oval');
  expect(outdatedOf(state(), store.getState().settings, choice)).toHaveLength(3);
  await queue.run(choice);
  expect(modes().slice(3)).toEqual(['oval', 'oval', 'oval']);
  expect(outdatedOf(state(), store.getState().settings, choice)).toEqual([]);
});

test('the mask’s settings decide what is written where it stands in for a network’s face, and nowhere else', async () => {
  for (const [mode, outdated] of [
    ['learned', 3],
    ['oval', 0],
  ] as const) {
    setMode(mode);
    await queue.open(dropped);
    vi.mocked(exportFile).mockImplementation(async () => written());
    await queue.run(choice);
    const { settings } = store.getState();
    const other = { ...settings, values: { ...settings.values, mask: { style: 'black' } } };
    expect(outdatedOf(state(), other, choice)).toHaveLength(outdated);
  }
});

test('of videos those are written again whose sound is to be another; what is cancelled meanwhile stays as it was written', async () => {
  await queue.open(dropped);
  vi.mocked(exportFile).mockImplementation(async () => written(state().current === 2 ? 'video' : 'picture'));
  await queue.run(choice);
  const heard = { ...choice, sound: true };
  expect(outdatedOf(state(), store.getState().settings, heard).map(({ path }) => path)).toEqual(['two.mp4']);
  vi.mocked(exportFile).mockImplementation(async () => {
    queue.cancel();
    return null;
  });
  await queue.run(heard);
  expect(exportFile).toHaveBeenCalledTimes(4);
  expect(statuses()).toEqual(['done', 'done', 'done']);
  expect(state().files[1]?.result?.name).toBe('made');
});
