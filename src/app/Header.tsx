import { setPreferences, useSession } from '../session/store.ts';
import { isDark } from './shortcuts.ts';

export function Header({ onHelp }: { readonly onHelp: () => void }) {
  const theme = useSession((state) => state.preferences.theme);
  return (
    <header className="header">
      <div className="brand">
        <img src="/icons/guise.svg" alt="" width="32" height="32" />
        <h1>Guise</h1>
        <p className="tagline">Hide who you are. Show what you do.</p>
      </div>
      <div className="header-actions">
        <label className="field-inline">
          <span>Theme</span>
          <select
            value={theme}
            onChange={(event) => setPreferences({ theme: event.target.value as typeof theme })}
          >
            <option value="system">{`System (${isDark() && theme === 'system' ? 'dark' : 'auto'})`}</option>
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
