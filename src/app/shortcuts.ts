import { useLayoutEffect } from 'react';
import { loadFiles } from '../session/lazy-files.ts';
import { MODE_ENTRIES } from '../session/modes.ts';
import { session } from '../session/session.ts';
import { setLayout, setMode, setPreferences, store } from '../session/store.ts';
import { currentView, openView, VIEWS } from './views.ts';

/** What a key does; null when it is none of ours. */
export function actionFor(key: string, onHelp: () => void): (() => void) | null {
  const { preferences, phase, source } = store.getState();
  const letter = key.toLowerCase();
  if (letter === '?') {
    return onHelp;
  }
  if (!preferences.shortcuts) {
    return null;
  }
  const view = VIEWS.find((candidate) => candidate.key === letter);
  if (view) {
    return () => openView(view.id);
  }
  if (currentView() !== 'live' && letter !== 't') {
    // What cannot be seen is not changed by a stray key.
    return null;
  }
  const mode = /^[1-9]$/.test(key) ? MODE_ENTRIES[Number(key) - 1] : undefined;
  if (mode) {
    return () => setMode(0, mode.choice);
  }
  switch (letter) {
    case 'c':
      return () => setLayout(preferences.layout === 'grid' ? 'single' : 'grid');
    case 's':
      return () => setLayout(preferences.layout === 'swipe' ? 'single' : 'swipe');
    case 'm':
      return () => setPreferences({ mirror: !preferences.mirror });
    case 'f':
      return toggleFullScreen;
    case 'p':
      if (source === 'file') {
        return () => void loadFiles().then((files) => files.toggle());
      }
      return () => (phase === 'live' ? session.pause() : void session.resume());
    case 'a':
      return source === 'file' ? () => void corrections().then(({ addCover }) => addCover()) : null;
    case 'n':
      return source === 'file' ? () => void goToDoubt() : null;
    case 't':
      return () => setPreferences({ theme: isDark() ? 'light' : 'dark' });
    default:
      return null;
  }
}

/** They come with the first file. */
const corrections = () => import('../session/corrections.ts');

async function goToDoubt(): Promise<void> {
  const { nextDoubt } = await corrections();
  const doubt = nextDoubt();
  if (doubt) {
    void (await loadFiles()).seek(doubt.from);
  }
}

export function isDark(): boolean {
  const { theme } = store.getState().preferences;
  return theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
}

/** The picture and the bar under it fill the screen, or the page comes back. */
export function toggleFullScreen(): void {
  if (document.fullscreenElement) {
    void document.exitFullscreen();
  } else {
    void document.getElementById('screen')?.requestFullscreen?.();
  }
}

/**
 * Shortcuts for the whole page; not while typing, not with Ctrl, Alt or Meta, not in a dialog. Single letters and digits can be
 * switched off (WCAG 2.1.4).
 */
export function useShortcuts(onHelp: () => void): void {
  // Layout effect: the keys work from the moment that the page is to be seen.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const typing =
        target.closest('select, textarea, dialog') ||
        (target instanceof HTMLInputElement && !['radio', 'checkbox'].includes(target.type));
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || typing) {
        return;
      }
      const action = actionFor(event.key, onHelp);
      if (action) {
        event.preventDefault();
        action();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onHelp]);
}
