import { useSession } from '../session/store.ts';
import { i18n, useWords } from './i18n.ts';
import { RecordingBadge } from './RecordingBadge.tsx';
import { VIEWS, type View, words as viewNames } from './views.ts';

export const words = i18n('header', {
  tagline: 'Hide who you are. Show what you do.',
  views: 'Views',
  running: '(camera running)',
  keys: 'Shortcuts',
});

export function Header({ view, onHelp }: { readonly view: View; readonly onHelp: () => void }) {
  const t = useWords(words);
  const names = useWords(viewNames);
  const live = useSession((state) => state.phase === 'live');
  return (
    <header className="header">
      <div className="brand">
        <img src="/icons/guise.svg" alt="" width="32" height="32" />
        <h1>Guise</h1>
        <p className="tagline">{t.tagline}</p>
      </div>
      <nav className="views-nav" aria-label={t.views}>
        {VIEWS.map(({ id }) => (
          <a key={id} href={`#${id}`} aria-current={view === id ? 'page' : undefined}>
            {names[id]}
            {id === 'live' && live && view !== 'live' && (
              <span className="on-air" role="img" aria-label={t.running} />
            )}
          </a>
        ))}
      </nav>
      {/* Beside the picture it stands on the picture, which may fill the screen. */}
      {view !== 'live' && <RecordingBadge />}
      <button type="button" className="quiet help-button" onClick={onHelp}>
        {t.keys} <kbd>?</kbd>
      </button>
    </header>
  );
}
