import { setPreferences, useSession } from '../session/store.ts';
import { VIEWS, type View } from './views.ts';

export function Header({ view, onHelp }: { readonly view: View; readonly onHelp: () => void }) {
  const theme = useSession((state) => state.preferences.theme);
  const live = useSession((state) => state.phase === 'live');
  return (
    <header className="header">
      <div className="brand">
        <img src="/icons/guise.svg" alt="" width="32" height="32" />
        <h1>Guise</h1>
        <p className="tagline">Hide who you are. Show what you do.</p>
      </div>
      <nav className="views-nav" aria-label="Views">
        {VIEWS.map(({ id, label }) => (
          <a key={id} href={`#${id}`} aria-current={view === id ? 'page' : undefined}>
            {label}
            {id === 'live' && live && view !== 'live' && (
              <span className="on-air" role="img" aria-label="(camera running)" />
            )}
          </a>
        ))}
      </nav>
      <div className="header-actions">
        <label className="field-inline">
          <span>Theme</span>
          <select
            value={theme}
            onChange={(event) => setPreferences({ theme: event.target.value as typeof theme })}
          >
            <option value="system">System</option>
            <option value="light">Light</option>
            <option value="dark">Dark</option>
          </select>
        </label>
        <button type="button" className="quiet" onClick={onHelp}>
          Keys <kbd>?</kbd>
        </button>
      </div>
    </header>
  );
}
