/** What a page that shows a camera needs to know of files: how to come by the part that has them, which comes with the first one. */
import { problemOf } from '../engine/link/file/problem.ts';
import { store } from './store.ts';

/** @throws where it cannot be had; while a file is open it is there. */
export async function loadFiles() {
  return (await import('./files.ts')).files;
}

/** Draws once more what is shown of a file; a camera's next picture comes by itself. */
export async function redrawFile(): Promise<void> {
  if (store.getState().source === 'file') {
    (await loadFiles()).redraw();
  }
}

/** Says in the picture's place why nothing can be opened. */
export function refuseFile(error: unknown): void {
  store.setState({ phase: 'error', problem: problemOf(error, 'engine') });
}
