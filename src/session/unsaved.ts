/** What would be lost if the page were left, or other files opened. */
import type { EditHistory } from '../engine/edits/history.ts';
import type { State } from './store.ts';

/** True while corrections, or what was written of several files, are nowhere but in this page, and while files are being written. */
export function isUnsaved({ file, queue }: Pick<State, 'file' | 'queue'>): boolean {
  if (file?.activity === 'exporting' || queue.progress !== null) {
    return true;
  }
  if (queue.files.length > 0) {
    return queue.files.some(
      ({ kept, result, history }) => !kept && (result !== null || isCorrected(history)),
    );
  }
  return file !== null && file.kept !== file.history.present && isCorrected(file.history);
}

function isCorrected({ present }: EditHistory): boolean {
  return present.edits.length > 0 || present.trim !== null;
}
