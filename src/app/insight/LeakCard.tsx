import { useState } from 'react';
import { session } from '../../session/session.ts';
import { useSession } from '../../session/store.ts';

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

/** The leak meter: what a second, independent detector saw in what went in and what came out. */
export function LeakCard() {
  const reading = useSession((state) => state.reading);
  const leaks = useSession((state) => state.leaks);
  const rate = useSession((state) => state.settings.auditRate);
  const missing = useSession((state) => state.engine.notices.find((n) => n.code === 'audit-unavailable'));
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(JSON.stringify(session.report(), null, 2));
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <article
      className="card"
      data-testid="leak-meter"
      data-readings={leaks.readings}
      data-bare={leaks.bareFaces}
    >
      <h2>Leak meter</h2>
      <p className="hint">
        Measured by a second, independent detector. It sees a sample of the frames, and has misses of its own.
      </p>
      {missing && <p className="notice">{missing.words}</p>}
      {rate === 0 && <p className="notice">Switched off in the settings.</p>}
      <dl className="figures">
        <div>
          <dt>Uncovered now</dt>
          <dd>{reading ? percent(reading.uncovered) : '–'}</dd>
        </div>
        <div>
          <dt>Session mean</dt>
          <dd>{leaks.withFaces > 0 ? percent(leaks.meanUncovered) : '–'}</dd>
        </div>
        <div>
          <dt>Longest bare run</dt>
          <dd>{leaks.readings > 0 ? `${(leaks.longestRun / 1000).toFixed(1)} s` : '–'}</dd>
        </div>
        <div>
          <dt>Readings with faces</dt>
          <dd>
            {leaks.withFaces} of {leaks.readings}
          </dd>
        </div>
      </dl>
      <button type="button" className="quiet" onClick={() => void copy()}>
        {copied ? 'Copied' : 'Copy the session report (numbers only)'}
      </button>
    </article>
  );
}
