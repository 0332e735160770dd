import { FILE_NOTES, type FileNote } from '../../session/file-state.ts';
import { i18n, useWords } from '../i18n.ts';

export const words = i18n('fileNotes', FILE_NOTES);

/** What is taken from the file, or written, other than one may expect. */
export function Notes({ notes }: { readonly notes: readonly FileNote[] }) {
  const t = useWords(words);
  return notes.map((note) => (
    <p key={note} className="hint" data-testid="file-note" data-note={note}>
      {t[note]}
    </p>
  ));
}
