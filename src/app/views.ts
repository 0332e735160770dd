/** The page's views, each with an address of its own: `#insight`, `#study`, `#about`; everything else is the live picture. */
import { useEffect, useSyncExternalStore } from 'react';
import { i18n, useWords } from './i18n.ts';

export type View = 'live' | 'insight' | 'study' | 'about';

export const VIEWS: readonly { readonly id: View; readonly key: string }[] = [
  { id: 'live', key: 'l' },
  { id: 'insight', key: 'i' },
  { id: 'study', key: 'u' },
  { id: 'about', key: 'h' },
];

export const words = i18n('views', {
  live: 'Live',
  insight: 'Insight',
  study: 'Study',
  about: 'How it works',
  title: 'Guise: hide your face, keep your privacy',
});

/** @param hash as `location.hash`. */
export function viewOf(hash: string): View {
  const name = hash.replace(/^#/, '');
  return VIEWS.find(({ id }) => id === name)?.id ?? 'live';
}

export function currentView(): View {
  return viewOf(window.location.hash);
}

export function openView(view: View): void {
  window.location.hash = view === 'live' ? '' : view;
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  return () => window.removeEventListener('hashchange', onChange);
}

/** The view that the address asks for; the document's title follows it. */
export function useView(): View {
  const t = useWords(words);
  const view = useSyncExternalStore(subscribe, currentView);
  useEffect(() => {
    document.title = view === 'live' ? t.title : `${t[view]} – Guise`;
  }, [view, t]);
  return view;
}
