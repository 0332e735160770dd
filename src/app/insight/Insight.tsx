/** The Insight view, loaded when it is first opened: what is measured, how strong the modes are, and what stays bare. */
import { useSession } from '../../session/store.ts';
import { i18n, useWords } from '../i18n.ts';
import { ViewHeading } from '../ViewHeading.tsx';
import { Limits } from './Limits.tsx';
import { Meters } from './Meters.tsx';
import { ModeStrengths } from './ModeStrengths.tsx';
import { ReportCard } from './ReportCard.tsx';
import { TradeOff } from './TradeOff.tsx';
import '../styles/insight.css';

export const words = i18n('insight', {
  title: 'Insight',
  lead: 'A promise that nobody measures is only a promise.',
  live: 'The camera is running; these numbers are about you, now, and stay on this device.',
  start: 'Start the camera',
  idle: 'to see your own numbers; they stay on this device.',
});

export default function Insight() {
  const t = useWords(words);
  const live = useSession((state) => state.phase === 'live');
  return (
    <main className="page" id="content">
      <ViewHeading>{t.title}</ViewHeading>
      <p className="lead">
        {t.lead}{' '}
        {live ? (
          t.live
        ) : (
          <>
            <a href="#live">{t.start}</a> {t.idle}
          </>
        )}
      </p>
      <Meters />
      <div className="page-grid">
        <TradeOff />
        <ModeStrengths />
        <Limits />
        <ReportCard />
      </div>
    </main>
  );
}
