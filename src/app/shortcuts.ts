import { useLayoutEffect } from 'react';
import { files } from '../session/files.ts';
import { MODE_CHOICES } from '../session/modes.ts';
import { session } from '../session/session.ts';
import { setLayout, setMode, setPreferences, store } from '../session/store.ts';
import { currentView, openView, VIEWS } from './views.ts';

export const SHORTCUTS: readonly { readonly keys: string; readonly does: string }[] = [
  { keys: '1 – 7', does: 'Choose a mode: None, Blur, Mask, Noise, Super-pixel, Edge, Learned' },
  { keys: 'C', does: 'Compare four modes side by side, or one again' },
  { keys: 'S', does: 'Swipe between two modes, or one again' },
  { keys: 'M', does: 'Mirror the picture' },
  { keys: 'F', does: 'Full screen' },
  { keys: 'P', does: 'Pause or go on' },
  { keys: 'T', does: 'Dark or light' },
  { keys: 'L, I, U', does: 'Picture, insight, study' },
  { keys: '?', does: 'This help' },
];

/** What a key does; null when it is none of ours. */
export function actionFor(key: string, onHelp: () => void): (() => void) | null {
  const { preferences, phase, source } = store.getState();
  const view = VIEWS.find((candidate) => candidate.key === key.toLowerCase());
  if (view) {
    return () => openView(view.id);
  }
  if (currentView() !== 'live' && !['t', '?'].includes(key.toLowerCase())) {
    // What cannot be seen is not changed by a stray key.
    return null;
  }
  const mode = MODE_CHOICES[Number(key) - 1];
  if (mode) {
    return () => setMode(0, mode);
  }
  switch (key.toLowerCase()) {
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
        return () => files.toggle();
      }
      return () => (phase === 'live' ? session.pause() : void session.start());
    case 't':
      return () => setPreferences({ theme: isDark() ? 'light' : 'dark' });
    case '?':
      return onHelp;
    default:
      return null;
  }
}

export function isDark(): boolean {
  const { theme } = store.getState().preferences;
  return theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
}

export function toggleFullScreen(): void {
  if (document.fullscreenElement) {
    void document.exitFullscreen();
  } else {
    void document.querySelector('.stage')?.requestFullscreen?.();
  }
}

/** Shortcuts for the whole page; not while typing, not with Ctrl, Alt or Meta, not in a dialog. */
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
