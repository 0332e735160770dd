import { useEffect } from 'react';
import {
  addCover,
  dropAll,
  type Edit,
  type Mark,
  redoStep,
  setBrush,
  toggle,
  undoStep,
} from '../../session/corrections.ts';
import { isLookedThrough } from '../../session/file-state.ts';
import { useSession } from '../../session/store.ts';
import { count, i18n, useWords } from '../i18n.ts';
import { BeforeButtons } from './Before.tsx';

export const words = i18n('edit', {
  legend: 'Correct the covers',
  undo: 'Undo',
  redo: 'Redo',
  add: 'Add a cover',
  brush: 'Brush',
  leave: 'Leave visible',
  cover: 'Cover again',
  remove: 'Remove cover',
  all: 'Drop all corrections',
  hint: 'Click a cover to leave the face visible. Drag to cover more.',
  touchHint: 'Tap a cover to leave the face visible.',
  visible: count({
    one: 'One face visible by your choice',
    other: '{count} faces visible by your choice',
  }),
  byHand: count({ one: 'one cover by hand', other: '{count} covers by hand' }),
  revealed: 'shown without a face found, by your choice',
});

/** Under the picture of a file: what can be done about its covers, and what was chosen, in words. */
export function EditBar() {
  const t = useWords(words);
  const file = useSession((state) => state.file);
  const hasPicture = useSession((state) => state.phase === 'live');
  useEditKeys(file !== null);
  if (!file?.info || !hasPicture) {
    return null;
  }
  const { history, marks, activity } = file;
  const known = isLookedThrough(file);
  const selected = marks.find(({ face }) => face === file.selected);
  return (
    <fieldset
      className="edit-bar"
      disabled={activity !== 'still'}
      aria-label={t.legend}
      data-testid="edit-bar"
    >
      <button
        type="button"
        className="icon undo"
        disabled={history.past.length === 0}
        onClick={undoStep}
        aria-label={t.undo}
        title={`${t.undo} (Ctrl+Z)`}
      />
      <button
        type="button"
        className="icon redo"
        disabled={history.future.length === 0}
        onClick={redoStep}
        aria-label={t.redo}
        title={`${t.redo} (Ctrl+Shift+Z)`}
      />
      <button type="button" disabled={!known} onClick={() => addCover()}>
        {t.add}
      </button>
      <button type="button" disabled={!known} aria-pressed={file.brush} onClick={() => setBrush(!file.brush)}>
        {t.brush}
      </button>
      <BeforeButtons />
      {selected && <Selected mark={selected} />}
      {history.present.edits.length > 0 && (
        <button type="button" className="quiet" onClick={dropAll}>
          {t.all}
        </button>
      )}
      <Chosen />
    </fieldset>
  );
}

function Selected({ mark }: { readonly mark: Mark }) {
  const t = useWords(words);
  return (
    <button type="button" onClick={() => toggle(mark)}>
      {mark.kind === 'found' ? t.leave : mark.kind === 'visible' ? t.cover : t.remove}
    </button>
  );
}

/** What a person left bare, and what they covered, in this file; how it is done where there is nothing yet. */
function Chosen() {
  const t = useWords(words);
  const text = useChosenWords();
  return (
    <p className={text ? 'edit-words chosen' : 'edit-words'} role="status" data-testid="chosen">
      {text ?? (matchMedia('(pointer: coarse)').matches ? t.touchHint : t.hint)}
    </p>
  );
}

/** "2 faces visible by your choice, one cover by hand"; null where nothing was chosen. */
export function useChosenWords(): string | null {
  const t = useWords(words);
  const file = useSession((state) => state.file);
  const { edits = [] } = file?.history.present ?? {};
  const of = (...kinds: Edit['kind'][]) => edits.filter(({ kind }) => kinds.includes(kind)).length;
  // In a video whoever was left visible may not be in the picture that is shown.
  const shown = edits
    .filter(({ kind }) => kind === 'show')
    .map(({ id }) => file?.meant.get(id) ?? `edit ${id}`);
  const visible =
    file?.info?.kind === 'video'
      ? new Set(shown).size
      : (file?.marks.filter(({ kind }) => kind === 'visible').length ?? 0);
  const byHand = of('cover', 'brush');
  const parts = [
    visible > 0 && t.visible(visible),
    byHand > 0 && t.byHand(byHand),
    of('reveal') > 0 && t.revealed,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : null;
}

/** Ctrl+Z and Ctrl+Shift+Z or Ctrl+Y, wherever the focus is but in a field for words. */
function useEditKeys(active: boolean): void {
  useEffect(() => {
    if (!active) {
      return;
    }
    const onKey = (event: KeyboardEvent) => {
      const typing = (event.target as HTMLElement).closest('input[type="text"], textarea, dialog');
      if (!(event.ctrlKey || event.metaKey) || event.altKey || typing) {
        return;
      }
      const key = event.key.toLowerCase();
      if (key === 'z' || key === 'y') {
        event.preventDefault();
        (key === 'y' || event.shiftKey ? redoStep : undoStep)();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [active]);
}
