import { useState } from 'react';
import { statistics } from '../../session/statistics.ts';
import { useSession } from '../../session/store.ts';
import { i18n, inDigits, params, percent, useWords } from '../i18n.ts';
import { useNotice } from '../notice.ts';
import { SettingLink } from '../side/SettingLink.tsx';

export const words = i18n('leaks', {
  title: 'Leak meter',
  hint: 'A second, independent detector looks for faces that were left uncovered. It sees some of the pictures, and misses faces itself.',
  off: 'Switched off in the settings:',
  now: 'Uncovered now',
  mean: 'On average',
  longest: 'Longest time uncovered',
  seconds: params('{n} s'),
  readings: 'Pictures with faces looked at',
  of: params('{n} of {all}'),
  copy: 'Copy the session report (numbers only)',
  copied: 'Copied',
});

/** The leak meter: what a second, independent detector saw in what went in and what came out. */
export function LeakCard() {
  const t = useWords(words);
  const reading = useSession((state) => state.reading);
  const leaks = useSession((state) => state.leaks);
  const rate = useSession((state) => state.settings.leakRate);
  const missing = useNotice('leak-unavailable');
  // A picture has one moment: no mean and no longest time.
  const picture = useSession((state) => state.file?.info?.kind === 'picture');
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(JSON.stringify(statistics.report(), null, 2));
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
      <h2>{t.title}</h2>
      <p className="hint">{t.hint}</p>
      {missing && <p className="notice">{missing}</p>}
      {rate === 0 && (
        <p className="notice">
          {t.off} <SettingLink setting="leakRate" />
        </p>
      )}
      <dl className="figures">
        <div>
          <dt>{t.now}</dt>
          <dd>{reading && reading.faces > 0 ? percent(reading.uncovered, 1) : '–'}</dd>
        </div>
        {!picture && (
          <>
            <div>
              <dt>{t.mean}</dt>
              <dd>{leaks.withFaces > 0 ? percent(leaks.meanUncovered, 1) : '–'}</dd>
            </div>
            <div>
              <dt>{t.longest}</dt>
              <dd>{leaks.readings > 0 ? t.seconds({ n: inDigits(leaks.longestRun / 1000, 1) }) : '–'}</dd>
            </div>
          </>
        )}
        <div>
          <dt>{t.readings}</dt>
          <dd>{t.of({ n: inDigits(leaks.withFaces), all: inDigits(leaks.readings) })}</dd>
        </div>
      </dl>
      <button type="button" className="quiet" onClick={() => void copy()}>
        {copied ? t.copied : t.copy}
      </button>
    </article>
  );
}
