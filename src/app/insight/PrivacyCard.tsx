import { type ModeChoice, showsNoFace } from '../../session/modes.ts';
import { FALSE_ACCEPT_RATE, placeOf, strangersAsAlike } from '../../session/privacy.ts';
import { useSession } from '../../session/store.ts';
import { i18n, inDigits, params, useWords } from '../i18n.ts';
import { useModeWords } from '../mode-words.ts';
import { useNotice } from '../notice.ts';
import { SettingLink } from '../side/SettingLink.tsx';
import '../styles/likeness.css';

export const words = i18n('privacy', {
  title: 'Privacy meter',
  hint: 'Would a face recogniser still know you? One recogniser’s opinion; another may see more.',
  off: 'Switched off in the settings:',
  same: 'Still recognised',
  other: 'Taken for somebody else',
  any: 'Any stranger looks as much like you.',
  one: params('One stranger in {n} looks as much like you.'),
  fewer: params('Fewer than one stranger in {n} looks as much like you.'),
  stranger: 'like any stranger',
  person: 'the same person',
  waiting: 'Waiting for a face that is large enough to be recognised.',
  nothing: 'This cover shows nothing of the face, so there is nothing to recognise.',
  recognised: params('{mode}: recognised'),
  of: params('{n} of {all}'),
  strangers: 'Strangers it would take for you',
});

const along = (share: number) => `${(share * 100).toFixed(1)}%`;

/** The privacy meter: does a face recogniser still take the covered face for the one beneath? */
export function PrivacyCard() {
  const t = useWords(words);
  const { label } = useModeWords();
  const reading = useSession((state) => state.likeness);
  const totals = useSession((state) => state.privacy);
  const mode = useSession((state) => state.settings.views[0]?.mode ?? 'mask');
  const rate = useSession((state) => state.settings.privacyRate);
  const missing = useNotice('privacy-unavailable');
  const compared = totals.reduce((sum, mode) => sum + mode.compared, 0);
  const matched = totals.reduce((sum, mode) => sum + mode.matched, 0);
  const worst = reading ? Math.max(...reading.faces.map((face) => face.similarity)) : null;
  const blind = showsNoFace(mode);
  const shown = totals.filter((total) => !showsNoFace(total.mode as ModeChoice));
  return (
    <article
      className="card"
      data-testid="privacy-meter"
      data-compared={compared}
      data-matched={matched}
      data-similarity={worst ?? ''}
      data-mode={reading?.mode ?? ''}
    >
      <h2>{t.title}</h2>
      <p className="hint">{t.hint}</p>
      {missing && <p className="notice">{missing}</p>}
      {rate === 0 ? (
        <p className="notice">
          {t.off} <SettingLink setting="privacyRate" />
        </p>
      ) : blind ? (
        <p>{t.nothing}</p>
      ) : reading && reading.mode === mode && worst !== null ? (
        <>
          <p className="likeness-verdict">
            {worst >= reading.threshold ? t.same : t.other}
            <span className="hint"> · {strangers(worst, t)}</span>
          </p>
          <div className="likeness" aria-hidden="true">
            <div className="likeness-same" style={{ left: along(placeOf(reading.threshold)) }} />
            {reading.faces.map((face) => (
              <div
                key={face.id}
                className="likeness-face"
                style={{ left: along(placeOf(face.similarity)) }}
              />
            ))}
          </div>
          <p className="likeness-legend hint" aria-hidden="true">
            <span>{t.stranger}</span>
            <span>{t.person}</span>
          </p>
        </>
      ) : (
        <p className="hint">{missing ? '' : t.waiting}</p>
      )}
      {shown.length > 0 && (
        <dl className="figures">
          {shown.map((total) => (
            <div key={total.mode}>
              <dt>{t.recognised({ mode: label(total.mode as ModeChoice) })}</dt>
              <dd>{t.of({ n: inDigits(total.matched), all: inDigits(total.compared) })}</dd>
            </div>
          ))}
          <div>
            <dt>{t.strangers}</dt>
            <dd>{t.of({ n: inDigits(FALSE_ACCEPT_RATE * 100, 0), all: 100 })}</dd>
          </div>
        </dl>
      )}
    </article>
  );
}

function strangers(cosine: number, t: ReturnType<typeof words.get>): string {
  const { n, atMost } = strangersAsAlike(cosine);
  if (n === 1) {
    return t.any;
  }
  return (atMost ? t.fewer : t.one)({ n: inDigits(n) });
}
