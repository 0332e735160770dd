import { useId } from 'react';
import { actionInWords, type Stretch, TIMELINE } from '../../session/actions.ts';
import { setSettings, useSession } from '../../session/store.ts';
import { Toggle } from '../side/fields.tsx';
import '../styles/actions.css';

const BACKENDS = {
  webgpu: 'WebGPU, the engine’s device',
  wasm: 'WebAssembly, a worker of its own',
} as const;

/** What can still be seen with faces covered: the switch, the last minutes, and what anonymising does to the detector. */
export function ActionCard() {
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
      <h2>What is still seen</h2>
      <Toggle
        label="Recognise actions"
        hint="A small network looks at the safe picture a few times a second. It knows ten actions, errs often, and sees no raw picture but for the comparison below."
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
                ? 'Nobody recognised just now'
                : shown
                  ? 'Being loaded'
                  : 'Begins when faces are covered'}
          </p>
          <Timeline stretches={stretches} />
          <dl className="figures">
            <div>
              <dt>Same labels as without a cover</dt>
              <dd>{compared > 0 ? `${agreed} of ${compared}` : '–'}</dd>
            </div>
            <div>
              <dt>One look takes</dt>
              <dd>{reading ? `${Math.round(reading.duration)} ms` : '–'}</dd>
            </div>
          </dl>
          {backend && <p className="hint">Runs on {BACKENDS[backend]}.</p>}
        </>
      )}
    </article>
  );
}

/** Two minutes, a row a label, now at the right. */
function Timeline({ stretches }: { readonly stretches: readonly Stretch[] }) {
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
        The last two minutes, now at the right
      </p>
      <ul>
        {rows.map((label) => {
          const own = stretches.filter((stretch) => stretch.label === label);
          const seconds = own.reduce((sum, { from, to }) => sum + to - from, 0);
          return (
            <li key={label}>
              <span>{actionInWords(label)}</span>
              <span className="visually-hidden">seen for {Math.round(seconds)} seconds</span>
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
