/** Files are opened, or left, only after a question where what was done to others would be lost; it comes with the first file. */
import { queue } from '../../session/queue.ts';
import type { DroppedFile } from '../../session/queue-state.ts';
import { store } from '../../session/store.ts';
import { isUnsaved } from '../../session/unsaved.ts';
import { i18n, wordsReady } from '../i18n.ts';

export const words = i18n('open', {
  nothing: 'There is no picture or video in it.',
  unsaved: 'Your corrections, or files that were written, are not saved. Go on without them?',
});

/** @param dropped none where a folder holds none */
export async function openFiles(dropped: readonly DroppedFile[]): Promise<void> {
  if (dropped.length === 0) {
    await wordsReady(words);
    alert(words.get().nothing);
  } else if (await mayLeave()) {
    await queue.open(dropped);
  }
}

/** True when nothing is lost, or the person says that it may be. */
export async function mayLeave(): Promise<boolean> {
  if (!isUnsaved(store.getState())) {
    return true;
  }
  await wordsReady(words);
  return confirm(words.get().unsaved);
}
