import { useId } from 'react';
import { type ActionSet, type Stretch, TIMELINE, timelineCsv } from '../../session/actions.ts';
import { setSettings, useSession } from '../../session/store.ts';
import { download } from '../download.ts';
import { i18n, inDigits, params, useWords } from '../i18n.ts';
import { useModeWords } from '../mode-words.ts';
import { useNotice } from '../notice.ts';
import { Toggle } from '../side/fields.tsx';
import { useActionNames } from './names.ts';
import '../styles/actions.css';

export const words = i18n('actionCard', {
  title: 'What is still seen',
  toggle: 'Recognise actions',
  hint: 'Off, it costs nothing. On, a small network looks at the covered picture a few times a second, for things near your face. It sees no uncovered picture but for the comparison below.',
  set: 'Which actions',
  desk: 'At a desk, those that can be trusted',
  all: 'At a desk, also those that are only tried',
  drivers: 'Of drivers, for pictures from cars',
  deskHint:
    'An answer needs a thing near the face, the mouth, a hand or the head’s turns, over two seconds. A yawn is told where the cover leaves the mouth to be seen. Talking, smoking and what hands do are only tried.',
  driversHint: 'Learned from pictures of drivers and film stills. Before a webcam its labels mean little.',
  whole: 'The picture is covered whole: too much is hidden to tell',
  hidden:
    'The cover hides the mouth, what is held to it, and how the head is turned: what rests on these is not told.',
  inOf: params('{mode}: {labels}'),
  save: 'Save the timeline (CSV)',
  nobody: 'Nobody recognised just now',
  loading: 'Being loaded',
  begins: 'Begins when faces are covered',
  same: 'Same labels as without a cover',
  of: params('{n} of {all}'),
  duration: 'One look takes',
  runsOn: params('Runs on {what}.'),
  webgpu: 'WebGPU, the engine’s device',
  wasm: 'WebAssembly, a worker of its own',
  timeline: 'The last minute, now at the right',
  seen: params('seen for {n} seconds'),
});

/** What a label rests on, by label: English comes from the detector. */
export const evidence = i18n('actionEvidence', {} as Record<string, string>);

/** What can still be seen with faces covered: the switch, the last minute, and what anonymising does to the detector. */
export function ActionCard() {
  const t = useWords(words);
  const because = useWords(evidence);
  const actionName = useActionNames();
  const reading = useSession((state) => state.actions);
  const history = useSession((state) => state.actionHistory);
  const { stretches, looks, compared, agreed, backend } = history;
  const set = useSession((state) => state.settings.actionSet);
  const views = useSession((state) => state.settings.views);
  const { label: nameOf } = useModeWords();
  const rate = useSession((state) => state.settings.actionRate);
  const missing = useNotice('actions-unavailable');
  const live = useSession((state) => state.phase === 'live');
  const shown = useSession((state) => state.phase === 'live' && state.reason === 'faces');
  const labels = reading?.people.map(({ label }) => label) ?? [];
  return (
    <article
      className="card wide"
      data-testid="actions"
      data-actions={labels.join(' ')}
      data-looks={looks}
      data-compared={compared}
      data-agreed={agreed}
      data-backend={backend ?? undefined}
    >
      <h2>{t.title}</h2>
      <Toggle
        label={t.toggle}
        hint={t.hint}
        checked={rate > 0}
        onChange={(on) => setSettings({ actionRate: on ? 5 : 0 })}
      />
      {rate > 0 && (
        <label className="field">
          {t.set}
          <select
            value={set}
            onChange={({ target }) => setSettings({ actionSet: target.value as ActionSet })}
          >
            <option value="desk">{t.desk}</option>
            <option value="desk-all">{t.all}</option>
            <option value="drivers">{t.drivers}</option>
          </select>
          <small className="hint">{set === 'drivers' ? t.driversHint : t.deskHint}</small>
        </label>
      )}
      {missing && <p className="notice">{missing}</p>}
      {rate > 0 && !missing && (
        <>
          <p className="action-now">
            {labels.length > 0
              ? labels.map(actionName).join(', ')
              : live && !shown
                ? t.whole
                : looks > 0
                  ? t.nobody
                  : shown
                    ? t.loading
                    : t.begins}
          </p>
          {reading?.people.map(
            (person, i) =>
              person.because && (
                // biome-ignore lint/suspicious/noArrayIndexKey: people have no identity here; best first.
                <p className="hint" key={i}>
                  {actionName(person.label)}: {because[person.label] ?? person.because}
                </p>
              ),
          )}
          {reading?.people.some(({ hidden }) => hidden) && <p className="hint">{t.hidden}</p>}
          {reading?.beside && views[0] && views[1] && (
            <ul className="action-views">
              {[reading.people, reading.beside].map((people, i) => {
                const mode = nameOf(views[i]?.mode ?? 'none');
                const said = people.map(({ label }) => actionName(label)).join(', ');
                // biome-ignore lint/suspicious/noArrayIndexKey: views have a place and no identity.
                return <li key={i}>{t.inOf({ mode, labels: said || t.nobody })}</li>;
              })}
            </ul>
          )}
          <Timeline stretches={stretches} />
          {stretches.length > 0 && (
            <button
              type="button"
              className="quiet"
              onClick={() => download('guise-actions.csv', 'text/csv', timelineCsv(history))}
            >
              {t.save}
            </button>
          )}
          <dl className="figures">
            <div>
              <dt>{t.same}</dt>
              <dd>{compared > 0 ? t.of({ n: inDigits(agreed), all: inDigits(compared) }) : '–'}</dd>
            </div>
            <div>
              <dt>{t.duration}</dt>
              <dd>{reading ? `${inDigits(reading.duration, 0)} ms` : '–'}</dd>
            </div>
          </dl>
          {backend && <p className="hint">{t.runsOn({ what: t[backend] })}</p>}
        </>
      )}
    </article>
  );
}

/** A minute, a row a label, now at the right. */
function Timeline({ stretches }: { readonly stretches: readonly Stretch[] }) {
  const t = useWords(words);
  const actionName = useActionNames();
  const title = useId();
  const now = performance.now() / 1000;
  const recent = stretches.filter(({ to }) => to > now - TIMELINE);
  if (recent.length === 0) {
    return null;
  }
  const rows = [...new Set(recent.map(({ label }) => label))].sort();
  const at = (time: number) => Math.max(0, Math.min(100, ((time - now + TIMELINE) / TIMELINE) * 100));
  return (
    <section className="timeline" aria-labelledby={title}>
      <p className="hint" id={title}>
        {t.timeline}
      </p>
      <ul>
        {rows.map((label) => {
          const own = recent.filter((stretch) => stretch.label === label);
          const seconds = own.reduce((sum, { from, to }) => sum + to - Math.max(from, now - TIMELINE), 0);
          return (
            <li key={label}>
              <span>{actionName(label)}</span>
              <span className="visually-hidden">{t.seen({ n: Math.round(seconds) })}</span>
              <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                <rect className="timeline-ground" width="100" height="4" />
                {own.map(({ from, to }) => (
                  <rect
                    key={from}
                    className="timeline-seen"
                    x={at(from)}
                    width={Math.max(0.6, at(to) - at(from))}
                    height="4"
                  />
                ))}
              </svg>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
