/** All that is not picture or bar: beside and below them where there is room, in a sheet from below where there is not. */
import { lazy, useEffect, useRef, useState } from 'react';
import { FIRST_PICTURES, useSession } from '../../session/store.ts';
import { FileCards } from '../file/later.ts';
import { i18n, useWords } from '../i18n.ts';
import { Later } from '../Later.tsx';
import { CoverCard } from './CoverCard.tsx';
import { Protection } from './Protection.tsx';
import { Settings } from './Settings.tsx';
import { closeSheet, sheet } from './sheet.ts';
import { ViewCard } from './ViewCard.tsx';

const Measured = lazy(() => import('../insight/Measured.tsx'));
// It comes with what measures, so that whoever goes offline has it.
const Adapt = lazy(async () => ({ default: (await import('../insight/Measured.tsx')).Adapt }));

export const words = i18n('side', {
  title: 'Settings and measurements',
  close: 'Close',
  backToBar: 'Back to the bar under the picture',
  measured: 'What is measured and promised',
});

export function Side() {
  const t = useWords(words);
  const open = useWords(sheet);
  const measured = useMeasured();
  const camera = useSession((state) => state.source === 'camera');
  // For who sits before a camera.
  const adapting = useSession(
    ({ settings, adaptation }) =>
      adaptation.now.phase !== 'idle' || settings.views.some((view) => view.mode === 'learned'),
  );
  const queued = useSession((state) => state.queue.files.length > 0);
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) {
      return;
    }
    close.current?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !document.querySelector('dialog[open]')) {
        closeSheet();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [open]);
  return (
    <section className={open ? 'side open' : 'side'} aria-label={t.title} id="side">
      <div className="sheet-head only-narrow">
        <h2>{t.title}</h2>
        <button ref={close} type="button" className="quiet" onClick={closeSheet}>
          {t.close}
        </button>
      </div>
      <div className="column-side">
        {(!camera || queued) && (
          <Later>
            <FileCards />
          </Later>
        )}
        <CoverCard />
        {camera && adapting && measured && (
          <Later>
            <Adapt />
          </Later>
        )}
        <ViewCard />
        <Settings />
        <a className="skip" href="#bar">
          {t.backToBar}
        </a>
      </div>
      <section className="insight" aria-label={t.measured}>
        <Protection />
        {measured && (
          <Later>
            <Measured />
          </Later>
        )}
      </section>
    </section>
  );
}

/** True when there is something to be shown of what is measured. */
function useMeasured(): boolean {
  const [measured, setMeasured] = useState(false);
  const live = useSession((state) => state.phase === 'live');
  useEffect(() => {
    if (!live) {
      return;
    }
    const wait = setTimeout(() => setMeasured(true), FIRST_PICTURES);
    return () => clearTimeout(wait);
  }, [live]);
  return measured;
}
