import { useId } from 'react';
import { actionInWords, type Stretch, TIMELINE } from '../../session/actions.ts';
import { setSettings, useSession } from '../../session/store.ts';
import { i18n, params, useWords } from '../i18n.ts';
import { Toggle } from '../side/fields.tsx';
import '../styles/actions.css';

export const words = i18n('actionCard', {
  title: 'What is still seen',
  toggle: 'Recognise actions',
  hint: 'A small network looks at the covered picture a few times a second. It knows ten actions, errs often, and sees no uncovered picture but for the comparison below.',
  nobody: 'Nobody recognised just now',
  loading: 'Being loaded',
  begins: 'Begins when faces are covered',
  same: 'Same labels as without a cover',
  of: params('{n} of {all}'),
  duration: 'One look takes',
  runsOn: params('Runs on {what}.'),
  webgpu: 'WebGPU, the engine’s device',
  wasm: 'WebAssembly, a worker of its own',
  timeline: 'The last two minutes, now at the right',
  seen: params('seen for {n} seconds'),
});

/** What can still be seen with faces covered: the switch, the last minutes, and what anonymising does to the detector. */
export function ActionCard() {
  const t = useWords(words);
  const reading = useSession((state) => state.actions);
  const { stretches, looks, compared, agreed, backend } = useSession((state) => state.actionHistory);
  const rate = useSession((state) => state.settings.actionRate);
  const missing = useSession((state) => state.engine.notices.find((n) => n.code === 'actions-unavailable'));
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
      {missing && <p className="notice">{missing.words}</p>}
      {rate > 0 && !missing && (
        <>
          <p className="action-now">
            {labels.length > 0
              ? labels.map(actionInWords).join(', ')
              : looks > 0
                ? t.nobody
                : shown
                  ? t.loading
                  : t.begins}
          </p>
          <Timeline stretches={stretches} />
          <dl className="figures">
            <div>
              <dt>{t.same}</dt>
              <dd>{compared > 0 ? t.of({ n: agreed, all: compared }) : '–'}</dd>
            </div>
            <div>
              <dt>{t.duration}</dt>
              <dd>{reading ? `${Math.round(reading.duration)} ms` : '–'}</dd>
            </div>
          </dl>
          {backend && <p className="hint">{t.runsOn({ what: t[backend] })}</p>}
        </>
      )}
    </article>
  );
}

/** Two minutes, a row a label, now at the right. */
function Timeline({ stretches }: { readonly stretches: readonly Stretch[] }) {
  const t = useWords(words);
  const title = useId();
  if (stretches.length === 0) {
    return null;
  }
  const now = performance.now() / 1000;
  const rows = [...new Set(stretches.map(({ label }) => label))].sort();
  const at = (time: number) => Math.max(0, Math.min(100, ((time - now + TIMELINE) / TIMELINE) * 100));
  return (
    <section className="timeline" aria-labelledby={title}>
      <p className="hint" id={title}>
        {t.timeline}
      </p>
      <ul>
        {rows.map((label) => {
          const own = stretches.filter((stretch) => stretch.label === label);
          const seconds = own.reduce((sum, { from, to }) => sum + to - from, 0);
          return (
            <li key={label}>
              <span>{actionInWords(label)}</span>
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
