import { useEffect, useSyncExternalStore } from 'react';
import { useSession } from '../../session/store.ts';
import { followUrl } from '../follow-url.ts';
import { i18n, useWords } from '../i18n.ts';
import { problemIn, words as problems } from '../Problem.tsx';
import { SafeCanvas } from '../stage/SafeCanvas.tsx';
import './output.css';

export const words = i18n('output', {
  title: 'Guise: picture',
  picture: 'The camera, faces covered',
});

/**
 * The safe picture alone (`?output=1`), for programs that take over a window: one pixel of the picture is one of the screen, there is
 * nothing to press, and it is black unless faces are covered in the picture. What is wrong stands in the window's title.
 */
export function Output() {
  const t = useWords(words);
  const p = useWords(problems);
  const shown = useSession((state) => state.phase === 'live' && state.reason === 'faces');
  const problem = useSession((state) => state.problem);
  const ratio = useSyncExternalStore(onResize, () => window.devicePixelRatio);
  useEffect(followUrl, []);
  useEffect(() => {
    document.title = problem ? `${t.title}. ${problemIn(p, problem).words}` : t.title;
  }, [t, p, problem]);
  return (
    <main className={shown ? 'output' : 'output black'} style={{ zoom: 1 / ratio }}>
      <SafeCanvas view={0} label={t.picture} />
    </main>
  );
}

/** The page's zoom and another screen change what a pixel is. */
function onResize(changed: () => void): () => void {
  window.addEventListener('resize', changed);
  return () => window.removeEventListener('resize', changed);
}
