import { expect, test } from 'vitest';
import { NO_EDITS } from '../engine/edits/edits.ts';
import { commit, NEW_HISTORY, undo } from '../engine/edits/history.ts';
import { newFileState } from './file-state.ts';
import { NO_QUEUE, type QueuedFile, queueOf } from './queue-state.ts';
import { isUnsaved } from './unsaved.ts';

const history = commit(NEW_HISTORY, { ...NO_EDITS, trim: { from: 1, to: 2 } });
const file = { ...newFileState('a.mp4'), activity: 'still' as const };
const one = (change: object) => isUnsaved({ file: { ...file, ...change }, queue: NO_QUEUE });
const several = (change: Partial<QueuedFile>, progress: typeof NO_QUEUE.progress = null) => {
  const queue = queueOf([{ file: new File([], 'a.jpg'), path: 'a.jpg' }]);
  return isUnsaved({
    file,
    queue: { ...queue, progress, files: queue.files.map((queued) => ({ ...queued, ...change })) },
  });
};

test('corrections of a file are unsaved until they, or what was written with them, are saved, or they are undone', () => {
  expect(isUnsaved({ file: null, queue: NO_QUEUE })).toBe(false);
  expect(one({})).toBe(false);
  expect(one({ history })).toBe(true);
  expect(one({ history, kept: history.present })).toBe(false);
  expect(one({ history: undo(history) })).toBe(false);
  expect(
    one({ history: commit(history, { ...NO_EDITS, trim: { from: 1, to: 3 } }), kept: history.present }),
  ).toBe(true);
  expect(one({ activity: 'exporting' })).toBe(true);
});

test('of several files, what was written or corrected and not saved is', () => {
  const result = {} as QueuedFile['result'];
  expect(several({})).toBe(false);
  expect(several({ history })).toBe(true);
  expect(several({ result })).toBe(true);
  expect(several({ result, history, kept: true })).toBe(false);
  expect(several({}, { share: 0, left: null })).toBe(true);
});
