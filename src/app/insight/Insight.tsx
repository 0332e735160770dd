/** The Insight view, loaded when it is first opened: what is measured, how strong the modes are, and what stays bare. */
import { useSession } from '../../session/store.ts';
import { ViewHeading } from '../ViewHeading.tsx';
import { Limits } from './Limits.tsx';
import { Meters } from './Meters.tsx';
import { ModeStrengths } from './ModeStrengths.tsx';
import { ReportCard } from './ReportCard.tsx';
import { TradeOff } from './TradeOff.tsx';
import '../styles/insight.css';

export default function Insight() {
  const live = useSession((state) => state.phase === 'live');
  return (
    <main className="page" id="content">
      <ViewHeading>Insight</ViewHeading>
      <p className="lead">
        A promise that nobody measures is only a promise.{' '}
        {live ? (
          'The camera is running; these numbers are about you, now, and stay on this device.'
        ) : (
          <>
            <a href="#live">Start the camera</a> to see your own numbers; they stay on this device.
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
