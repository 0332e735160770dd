import { useEffect } from 'react';
import { useSession } from '../session/store.ts';

/** Puts the chosen theme on the document; 'system' leaves it to the browser. */
export function useTheme(): void {
  const theme = useSession((state) => state.preferences.theme);
  useEffect(() => {
    if (theme === 'system') {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = theme;
    }
  }, [theme]);
}
