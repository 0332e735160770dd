import { beforeEach, expect, test, vi } from 'vitest';
import { NEW_HISTORY } from '../engine/edits/history.ts';
import { fileProblem } from '../engine/link/file/problem.ts';
import { files } from './files.ts';
import { queue } from './queue.ts';
import { store } from './store.ts';

vi.mock('./files.ts', () => ({ files: { open: vi.fn(), export: vi.fn(), cancelExport: vi.fn() } }));

const dropped = ['one.jpg', 'two.mp4', 'notes.txt'].map((path) => ({ file: new File(['x'], path), path }));
const choice = { container: 'same', sound: false } as const;
const state = () => store.getState().queue;
const statuses = () => state().files.map(({ status }) => status);

beforeEach(() => {
  vi.mocked(files.export).mockReset();
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
  expect(files.export).not.toHaveBeenCalled();
  expect(statuses()).toEqual(['waiting', 'waiting', 'waiting']);
  expect(state().progress).toBeNull();
});

test('where the last one fails, the last one that is done is shown in the end', async () => {
  await queue.open(dropped);
  vi.mocked(files.export).mockImplementation(async () => {
    const { current } = state();
    if (current === 3) {
      store.setState({ problem: fileProblem('not-media') });
      return null;
    }
    return { name: 'made', blob: new Blob(), report: {} } as unknown as ReturnType<typeof files.export>;
  });
  await queue.run(choice);
  expect(statuses()).toEqual(['done', 'done', 'failed']);
  expect(state().files[2]?.problem?.title).toBe('Not a video or picture');
  expect(state().current).toBe(2);
  expect(files.open).toHaveBeenLastCalledWith(dropped[1]?.file, NEW_HISTORY);
});
