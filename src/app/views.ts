/** The page's views, each with an address of its own: `#insight`, `#study`; everything else is the live picture. */
import { useEffect, useSyncExternalStore } from 'react';

export type View = 'live' | 'insight' | 'study';

export const VIEWS: readonly { readonly id: View; readonly label: string; readonly key: string }[] = [
  { id: 'live', label: 'Picture', key: 'l' },
  { id: 'insight', label: 'Insight', key: 'i' },
  { id: 'study', label: 'Study', key: 'u' },
];

const TITLES: Readonly<Record<View, string>> = {
  live: 'Guise: hide your face, keep your privacy',
  insight: 'Insight – Guise',
  study: 'Study – Guise',
};

/** @param hash as `location.hash`. */
export function viewOf(hash: string): View {
  const name = hash.replace(/^#/, '');
  return name === 'insight' || name === 'study' ? name : 'live';
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
  const view = useSyncExternalStore(subscribe, currentView);
  useEffect(() => {
    document.title = TITLES[view];
  }, [view]);
  return view;
}
