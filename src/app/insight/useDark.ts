import { useSyncExternalStore } from 'react';
import { useSession } from '../../session/store.ts';

const query = '(prefers-color-scheme: dark)';

function subscribe(onChange: () => void): () => void {
  const media = matchMedia(query);
  media.addEventListener('change', onChange);
  return () => media.removeEventListener('change', onChange);
}

/** Whether the page is dark just now, for what CSS does not reach. */
export function useDark(): boolean {
  const theme = useSession((state) => state.preferences.theme);
  const system = useSyncExternalStore(subscribe, () => matchMedia(query).matches);
  return theme === 'system' ? system : theme === 'dark';
}
