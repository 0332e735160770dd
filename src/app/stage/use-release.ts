import { useEffect } from 'react';

/** Whatever ends the press of a button that shows the raw picture hides it again. @param release keeps its identity */
export function useRelease(held: boolean, release: () => void): void {
  useEffect(() => {
    if (!held) {
      return;
    }
    const events = ['pointerup', 'pointercancel', 'keyup', 'blur'] as const;
    for (const name of events) {
      window.addEventListener(name, release);
    }
    document.addEventListener('visibilitychange', release);
    return () => {
      for (const name of events) {
        window.removeEventListener(name, release);
      }
      document.removeEventListener('visibilitychange', release);
    };
  }, [held, release]);
}
