import { useEffect, useRef } from 'react';
import { MODE_ENTRIES } from '../../session/modes.ts';
import { setPreferences, useSession } from '../../session/store.ts';
import { i18n, params, useWords } from '../i18n.ts';
import { useModeWords } from '../mode-words.ts';
import { Toggle } from '../side/fields.tsx';
import { words as settingsWords } from '../side/Settings.tsx';

export const words = i18n('help', {
  title: 'Keyboard shortcuts',
  mode: params('Cover faces with: {modes}'),
  grid: 'Compare four modes side by side, or one again',
  swipe: 'Swipe between two modes, or one again',
  mirror: 'Mirror the picture',
  full: 'Full screen',
  pause: 'Pause or resume',
  theme: 'Dark or light',
  add: 'Add a cover to the open file',
  next: 'Next doubtful place of a video',
  undo: 'Undo a correction; with Shift, redo it',
  views: 'Live, Insight, Study, How it works',
  help: 'This help',
  close: 'Close',
});

/** The browser's own dialog: it traps focus, closes with Escape and gives focus back, without a style of its own. */
export default function Help({ onClose }: { readonly onClose: () => void }) {
  const t = useWords(words);
  const settings = useWords(settingsWords);
  const { label } = useModeWords();
  const shortcuts = useSession((state) => state.preferences.shortcuts);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  // There are nine digits: what comes after them has no key.
  const numbered = MODE_ENTRIES.slice(0, 9);
  const modes = numbered.map(({ choice }) => label(choice)).join(', ');
  const rows: readonly (readonly [string, string])[] = [
    [`1 – ${numbered.length}`, t.mode({ modes })],
    ['C', t.grid],
    ['S', t.swipe],
    ['M', t.mirror],
    ['F', t.full],
    ['P', t.pause],
    ['T', t.theme],
    ['A', t.add],
    ['N', t.next],
    ['Ctrl Z', t.undo],
    ['L I U H', t.views],
    ['?', t.help],
  ];
  return (
    <dialog ref={dialog} className="help" aria-labelledby="help-title" onClose={onClose}>
      <h2 id="help-title">{t.title}</h2>
      <dl>
        {rows.map(([keys, does]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <Toggle
        label={settings.shortcuts}
        hint={settings.shortcutsHint}
        checked={shortcuts}
        onChange={(on) => setPreferences({ shortcuts: on })}
      />
      <button type="button" onClick={onClose}>
        {t.close}
      </button>
    </dialog>
  );
}
