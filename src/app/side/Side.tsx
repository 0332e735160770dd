/** All that is not picture or bar: beside and below them where there is room, in a sheet from below where there is not. */
import { useEffect, useRef } from 'react';
import { useSession } from '../../session/store.ts';
import { ActionCard } from '../actions/ActionCard.tsx';
import { FileCard } from '../file/FileCard.tsx';
import { QueueCard } from '../file/QueueCard.tsx';
import { i18n, useWords } from '../i18n.ts';
import { LeakCard } from '../insight/LeakCard.tsx';
import { PrivacyCard } from '../insight/PrivacyCard.tsx';
import { Adapt } from './Adapt.tsx';
import { CoverCard } from './CoverCard.tsx';
import { Protection } from './Protection.tsx';
import { Settings } from './Settings.tsx';
import { closeSheet, sheet } from './sheet.ts';
import { ViewCard } from './ViewCard.tsx';

export const words = i18n('side', {
  title: 'Settings and measurements',
  close: 'Close',
  backToBar: 'Back to the bar under the picture',
  measured: 'What is measured and promised',
});

export function Side() {
  const t = useWords(words);
  const open = useWords(sheet);
  const started = useSession((state) => state.phase !== 'idle');
  // Likeness, actions and adapting are for who sits before a camera; a file is looked at frame by frame.
  const camera = useSession((state) => state.source === 'camera');
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
        <QueueCard />
        <FileCard />
        <CoverCard />
        {camera && <Adapt />}
        <ViewCard />
        <Settings />
        <a className="skip" href="#bar">
          {t.backToBar}
        </a>
      </div>
      <section className="insight" aria-label={t.measured}>
        {started && <LeakCard />}
        {started && camera && <PrivacyCard />}
        {started && camera && <ActionCard />}
        <Protection />
      </section>
    </section>
  );
}
