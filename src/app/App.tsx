import { lazy, useCallback, useEffect, useState } from 'react';
import '../session/history.ts';
import { useSession } from '../session/store.ts';
import { Bar } from './bar/Bar.tsx';
import { Notices } from './bar/Notices.tsx';
import { FileInput } from './file/FileInput.tsx';
import { FileBars } from './file/later.ts';
import { useFileDrop } from './file/useFileDrop.ts';
import { followUrl } from './follow-url.ts';
import { Header } from './Header.tsx';
import { i18n, useWords } from './i18n.ts';
import { Later } from './Later.tsx';
import { useShortcuts } from './shortcuts.ts';
import { Side } from './side/Side.tsx';
import { Stage } from './stage/Stage.tsx';
import { useTheme } from './theme.ts';
import { openView, useView } from './views.ts';

/** These come when they are asked for: the picture does not wait for them. */
const Insight = lazy(() => import('./insight/Insight.tsx'));
const Study = lazy(() => import('./study/Study.tsx'));
const About = lazy(() => import('./about/About.tsx'));
const Help = lazy(() => import('./help/Help.tsx'));

export const words = i18n('app', {
  toBar: 'Skip to the bar under the picture',
  toSide: 'Skip to the settings',
  moment: 'One moment.',
});

/** The page: the picture first, the bar under it, and beside or below them what is set and measured. */
export function App() {
  const t = useWords(words);
  const [help, setHelp] = useState(false);
  const view = useView();
  const file = useSession((state) => state.source === 'file');
  const toggleHelp = useCallback(() => setHelp((open) => !open), []);
  useTheme();
  useShortcuts(toggleHelp);
  useEffect(followUrl, []);
  const dropping = useFileDrop(showPicture);
  return (
    <>
      {view === 'live' && (
        <>
          <a className="skip" href="#bar">
            {t.toBar}
          </a>
          <a className="skip" href="#side">
            {t.toSide}
          </a>
        </>
      )}
      <Header view={view} onHelp={toggleHelp} />
      {/* The picture goes on while another view is open: its canvases stay, unseen. */}
      <main className="layout" hidden={view !== 'live'}>
        <FileInput />
        <div className="column-picture">
          <div className="stage-and-bar" id="screen">
            <Stage dropping={dropping} />
            {file && (
              <Later>
                <FileBars />
              </Later>
            )}
            <Bar />
          </div>
          <Notices />
        </div>
        <Side />
      </main>
      <Later key={view} fallback={<p className="page lead">{t.moment}</p>}>
        {view === 'insight' && <Insight />}
        {view === 'study' && <Study />}
        {view === 'about' && <About />}
      </Later>
      <Later>{help && <Help onClose={() => setHelp(false)} />}</Later>
    </>
  );
}

function showPicture(): void {
  openView('live');
}
