import { FILE_NOTES, type FileNote, type FileState } from '../../session/file-state.ts';
import { i18n, inDigits, useWords } from '../i18n.ts';

export const words = i18n('fileNotes', FILE_NOTES);

/** What is taken from the file, or written, other than one may expect. */
export function Notes({
  notes,
  of,
}: {
  readonly notes: readonly FileNote[];
  readonly of: NonNullable<FileState['info']>;
}) {
  const t = useWords(words);
  return notes.map((note) => (
    <p key={note} className="hint" data-testid="file-note" data-note={note}>
      {t[note].replace('{seconds}', inDigits(of.duration, 1))}
    </p>
  ));
}
