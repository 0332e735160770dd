import { refuseFile } from '../../session/lazy-files.ts';
import type { DroppedFile } from '../../session/queue-state.ts';

/** Opens what a person chose. What opens files is fetched with the first one; where it cannot be had, that is said. */
export async function openChosen(dropped: readonly DroppedFile[]): Promise<void> {
  try {
    const { openFiles } = await import('./open.ts');
    await openFiles(dropped);
  } catch (error) {
    refuseFile(error);
  }
}
