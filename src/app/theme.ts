import { useLayoutEffect } from 'react';
import { useSession } from '../session/store.ts';

/** Puts the chosen theme on the document; 'system' leaves it to the browser. */
export function useTheme(): void {
  const theme = useSession((state) => state.preferences.theme);
  // Layout effect: charts read the colours in effects of their own.
  useLayoutEffect(() => {
    if (theme === 'system') {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = theme;
    }
  }, [theme]);
}
