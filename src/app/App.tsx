import { lazy, Suspense, useEffect, useState } from 'react';
import '../session/history.ts';
import { session } from '../session/session.ts';
import { setMode, setSettings, store, useSession, viewsFor } from '../session/store.ts';
import { readUrl } from '../session/url.ts';
import { ActionCard } from './actions/ActionCard.tsx';
import { Controls } from './controls/Controls.tsx';
import { PlayerBar } from './file/PlayerBar.tsx';
import { useFileDrop } from './file/useFileDrop.ts';
import { Header } from './Header.tsx';
import { Help } from './help/Help.tsx';
import { LeakCard } from './insight/LeakCard.tsx';
import { PrivacyCard } from './insight/PrivacyCard.tsx';
import { Protection } from './insight/Protection.tsx';
import { useShortcuts } from './shortcuts.ts';
import { Stage } from './stage/Stage.tsx';
import { Status } from './stage/Status.tsx';
import { useTheme } from './theme.ts';
import { openView, useView } from './views.ts';

/** Charts and study come when they are asked for: the picture does not wait for them. */
const Insight = lazy(() => import('./insight/Insight.tsx'));
const Study = lazy(() => import('./study/Study.tsx'));

/** The page: the picture first, what can be done with it beside it, what it means below. */
export function App() {
  const [help, setHelp] = useState(false);
  const phase = useSession((state) => state.phase);
  const view = useView();
  useTheme();
  useShortcuts(() => setHelp((open) => !open));
  useEffect(followUrl, []);
  const dropping = useFileDrop(showPicture);
  return (
    <>
      {view === 'live' && (
        <a className="skip" href="#controls">
          Skip to the controls
        </a>
      )}
      <Header view={view} onHelp={() => setHelp(true)} />
      {/* The picture goes on while another view is open: its canvases stay, unseen. */}
      <main className="layout" hidden={view !== 'live'}>
        <div className="column-picture">
          <Stage dropping={dropping} />
          <PlayerBar />
          <Status />
        </div>
        <div className="column-side" id="controls">
          <Controls />
        </div>
        <section className="insight" aria-label="What is measured and promised">
          {phase !== 'idle' && <LeakCard />}
          {phase !== 'idle' && <PrivacyCard />}
          {phase !== 'idle' && <ActionCard />}
          <Protection />
        </section>
      </main>
      <Suspense fallback={<p className="page lead">One moment.</p>}>
        {view === 'insight' && <Insight />}
        {view === 'study' && <Study />}
      </Suspense>
      <Help open={help} onClose={() => setHelp(false)} />
    </>
  );
}

function showPicture(): void {
  openView('live');
}

/** Does what the address asks for, once. */
function followUrl(): void {
  const wishes = readUrl(window.location.search);
  const { preferences, settings } = store.getState();
  const [first, ...more] = wishes.modes;
  if (first && more.length === 0) {
    setMode(0, first);
  } else if (first) {
    const layout = wishes.modes.length === 2 ? 'swipe' : 'grid';
    store.setState({ preferences: { ...preferences, layout } });
    setSettings({
      views: viewsFor(
        layout,
        wishes.modes.map((mode) => ({ mode })),
      ),
    });
  }
  if (wishes.renderer) {
    setSettings({ renderer: wishes.renderer });
  }
  if (wishes.actions) {
    setSettings({ actionBackend: wishes.actions });
  }
  if (wishes.theme) {
    store.setState(({ preferences: now }) => ({ preferences: { ...now, theme: wishes.theme ?? now.theme } }));
  }
  if (wishes.autostart && store.getState().phase === 'idle' && settings) {
    void session.start();
  }
}
