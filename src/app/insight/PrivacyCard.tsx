import { type ModeChoice, modeEntry } from '../../session/modes.ts';
import { FALSE_ACCEPT_RATE, placeOf, strangersInWords } from '../../session/privacy.ts';
import { useSession } from '../../session/store.ts';
import '../styles/likeness.css';

const percent = (share: number) => `${(share * 100).toFixed(1)}%`;

/** The privacy meter: does a face recogniser still take the covered face for the one beneath? */
export function PrivacyCard() {
  const reading = useSession((state) => state.likeness);
  const totals = useSession((state) => state.privacy);
  const rate = useSession((state) => state.settings.privacyRate);
  const missing = useSession((state) => state.engine.notices.find((n) => n.code === 'privacy-unavailable'));
  const compared = totals.reduce((sum, mode) => sum + mode.compared, 0);
  const matched = totals.reduce((sum, mode) => sum + mode.matched, 0);
  const worst = reading ? Math.max(...reading.faces.map((face) => face.similarity)) : null;
  return (
    <article
      className="card"
      data-testid="privacy-meter"
      data-compared={compared}
      data-matched={matched}
      data-similarity={worst ?? ''}
      data-mode={reading?.mode ?? ''}
    >
      <h2>Privacy meter</h2>
      <p className="hint">
        One recogniser’s opinion: does it take the covered face for the one beneath? Another recogniser may
        see more.
      </p>
      {missing && <p className="notice">{missing.words}</p>}
      {rate === 0 ? (
        <p className="notice">Switched off in the settings.</p>
      ) : reading && worst !== null ? (
        <>
          <p className="likeness-verdict">
            {worst >= reading.threshold ? 'Still recognised' : 'Taken for somebody else'}
            <span className="hint">
              {' '}
              · {label(reading.mode)}, just now: {strangersInWords(worst)}
            </span>
          </p>
          <div className="likeness" aria-hidden="true">
            <div className="likeness-same" style={{ left: percent(placeOf(reading.threshold)) }} />
            {reading.faces.map((face) => (
              <div
                key={face.id}
                className="likeness-face"
                style={{ left: percent(placeOf(face.similarity)) }}
              />
            ))}
          </div>
          <p className="likeness-legend hint" aria-hidden="true">
            <span>like any stranger</span>
            <span>the same person</span>
          </p>
        </>
      ) : (
        <p className="hint">{missing ? '' : 'Waiting for a face that is large enough to be recognised.'}</p>
      )}
      {totals.length > 0 && (
        <dl className="figures">
          {totals.map((mode) => (
            <div key={mode.mode}>
              <dt>{label(mode.mode)}: recognised</dt>
              <dd>
                {mode.matched} of {mode.compared}
              </dd>
            </div>
          ))}
          <div>
            <dt>Strangers it would take for you</dt>
            <dd>{(FALSE_ACCEPT_RATE * 100).toFixed(0)} of 100</dd>
          </div>
        </dl>
      )}
    </article>
  );
}

function label(mode: string): string {
  return modeEntry(mode as ModeChoice).label;
}
