import { beforeEach, expect, test, vi } from 'vitest';
import { untilPictureIsThere } from './offline.ts';
import { type State, store } from './store.ts';

const idle = store.getState();
const { engine } = idle;

beforeEach(() => store.setState(idle, true));

/** Whether it waits once these states have come, one after the other. */
async function waits(...states: Partial<State>[]): Promise<boolean> {
  const done = vi.fn();
  const [first = {}, ...later] = states;
  store.setState(first);
  void untilPictureIsThere(10_000).then(done);
  for (const state of later) {
    store.setState(state);
  }
  await new Promise((resolve) => setTimeout(resolve));
  return done.mock.calls.length === 0;
}

test('a picture that was asked for is waited for', async () => {
  expect(await waits({ phase: 'starting' })).toBe(true);
  expect(await waits({ phase: 'starting' }, { phase: 'live', reason: 'starting' })).toBe(true);
  expect(await waits({ phase: 'starting' }, { phase: 'live', reason: 'starting' }, { reason: 'faces' })).toBe(
    false,
  );
});

test('where none was asked for, or none will come, nothing is waited for', async () => {
  expect(await waits({ phase: 'idle' })).toBe(false);
  expect(await waits({ phase: 'starting' }, { phase: 'error' })).toBe(false);
  for (const code of ['model-corrupt', 'detector-failed'] as const) {
    store.setState(idle, true);
    const failed = { engine: { ...engine, notices: [{ code, words: '' }] } };
    expect(await waits({ phase: 'live', reason: 'starting' }, failed)).toBe(false);
  }
});

test('nor for ever', async () => {
  store.setState({ phase: 'starting' });
  await untilPictureIsThere(10);
});
