/** Figure 4 of Ren, Lee and Ryoo 2018 with this project's own figures, and the session beside them. */
import { useState, useSyncExternalStore } from 'react';
import { history } from '../../session/history.ts';
import { MODE_ENTRIES } from '../../session/modes.ts';
import { FALSE_ACCEPT_RATE } from '../../session/privacy.ts';
import { useSession } from '../../session/store.ts';
import { i18n, params, percent, useWords } from '../i18n.ts';
import { useModeWords } from '../mode-words.ts';
import { PUBLISHED } from './published.ts';
import { Bars, type ChartPoint, Scatter } from './TradeOffChart.tsx';
import {
  type Comparison,
  countMatches,
  errorOf,
  nameOf,
  type PublishedPoint,
  sessionError,
} from './trade-off.ts';

export const words = i18n('tradeOff', {
  title: 'Privacy against use',
  compared: 'Faces compared',
  anonymisedAnonymised: 'Both covered',
  rawAnonymised: 'Covered with raw',
  missing: 'The published measurements are not part of this version.',
  chart:
    'Farther right, a face recogniser errs more; farther up, a machine sees better what people do. The best place is the top right.',
  bars: 'How often a face recogniser errs on pairs of faces. At 50 % it guesses; the longer the bar, the better it hides you. How well actions are still seen was not measured for these.',
  session: 'Your session',
  inUse: 'In use now:',
  waiting: 'Your own session joins as a point when the privacy meter has measured it.',
  yours: params(
    'Your session: {error}, from the privacy meter at a fixed threshold; its height is the published one of {mode}, since nobody has labelled what you do.',
  ),
  figures: 'The figures and where they come from',
  published: 'Published figures',
  mode: 'Mode',
  both: 'Recogniser right, both covered',
  raw: 'Recogniser right, covered with raw',
  actions: 'Actions found (mAP)',
  source: 'Source',
});

const COMPARISONS: readonly Comparison[] = ['anonymisedAnonymised', 'rawAnonymised'];

const figure = (value: number | null) => (value === null ? '–' : percent(value / 100, 1));

export function TradeOff({ points = PUBLISHED }: { readonly points?: readonly PublishedPoint[] }) {
  const t = useWords(words);
  const { label: modeLabel } = useModeWords();
  const named = useNames();
  const [comparison, setComparison] = useState<Comparison>('anonymisedAnonymised');
  const mode = useSession((state) => state.settings.views[0]?.mode ?? 'mask');
  useSyncExternalStore(history.privacy.subscribe, () => history.privacy.version);
  const [, similarities = [], thresholds = []] = history.privacy.columns();
  const yours = sessionError(countMatches(similarities, thresholds), FALSE_ACCEPT_RATE);
  const chart: ChartPoint[] = points.flatMap((point) => {
    const error = errorOf(point, comparison);
    return error === null
      ? []
      : [{ label: named(point), error, mAP: point.mAP, kind: point.mode === mode ? 'in-use' : 'published' }];
  });
  const withActions = chart.filter((point) => point.mAP !== null).length >= 2;
  if (yours !== null) {
    const published = points.find((point) => point.mode === mode)?.mAP ?? null;
    chart.push({ label: t.session, error: yours, mAP: published, kind: 'session' });
  }
  return (
    <article className="card" data-testid="trade-off" data-points={points.length}>
      <div className="section-head">
        <h3>{t.title}</h3>
        {points.length > 0 && (
          <fieldset className="segments">
            <legend className="visually-hidden">{t.compared}</legend>
            {COMPARISONS.map((id) => (
              <label key={id} className="segment">
                <input
                  type="radio"
                  name="comparison"
                  checked={comparison === id}
                  onChange={() => setComparison(id)}
                />
                <span>{t[id]}</span>
              </label>
            ))}
          </fieldset>
        )}
      </div>
      {points.length === 0 ? (
        <p className="strip-empty">{t.missing}</p>
      ) : (
        <>
          <p className="summary">{withActions ? t.chart : t.bars}</p>
          {withActions ? <Scatter points={chart} /> : <Bars points={chart} />}
          <p className="hint">
            {t.inUse} <strong>{modeLabel(mode)}</strong>.{' '}
            {yours === null ? t.waiting : t.yours({ error: figure(yours), mode: modeLabel(mode) })}
          </p>
          <Table points={points} />
        </>
      )}
    </article>
  );
}

function useNames(): (point: PublishedPoint) => string {
  const { label } = useModeWords();
  return (point) => {
    const entry = MODE_ENTRIES.find(({ choice }) => choice === point.mode);
    return entry ? nameOf(point, { english: entry.label, here: label(entry.choice) }) : point.label;
  };
}

function Table({ points }: { readonly points: readonly PublishedPoint[] }) {
  const t = useWords(words);
  const named = useNames();
  return (
    <details className="strength">
      <summary>{t.figures}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, and the keyboard must reach it. */}
      <section className="table-scroll" tabIndex={0} aria-label={t.published}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.mode}</th>
              <th scope="col">{t.both}</th>
              <th scope="col">{t.raw}</th>
              <th scope="col">{t.actions}</th>
              <th scope="col">{t.source}</th>
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <tr key={`${point.label} ${point.source}`}>
                <th scope="row">{named(point)}</th>
                <td>
                  {figure(
                    point.mode === 'none'
                      ? point.verification.rawRaw
                      : point.verification.anonymisedAnonymised,
                  )}
                </td>
                <td>{figure(point.verification.rawAnonymised)}</td>
                <td>{figure(point.mAP)}</td>
                <td className="source">{point.source}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
