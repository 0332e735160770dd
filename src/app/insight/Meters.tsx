/** The meters over time: leaks, privacy, frames and latency. */
import { useState } from 'react';
import { history } from '../../session/history.ts';
import { STRANGERS_COSINE } from '../../session/privacy.ts';
import { useSession } from '../../session/store.ts';
import { type Line, StripChart } from './StripChart.tsx';

const SPANS = [
  { seconds: 120, label: '2 minutes' },
  { seconds: 600, label: '10 minutes' },
  { seconds: 3600, label: '1 hour' },
] as const;

const LEAK_LINES: readonly Line<'uncovered' | 'faces' | 'bareFaces'>[] = [
  { key: 'uncovered', label: 'Uncovered', colour: '--weak', filled: true },
];
const PRIVACY_LINES: readonly Line<'similarity' | 'threshold'>[] = [
  { key: 'similarity', label: 'Likeness', colour: '--accent', filled: true },
  { key: 'threshold', label: 'Same person from', colour: '--ink-soft', dashed: true },
];
const RATE_LINES: readonly Line<'fps' | 'p50' | 'p95' | 'faces'>[] = [
  { key: 'fps', label: 'Frames', colour: '--accent', filled: true },
];
const LATENCY_LINES: readonly Line<'fps' | 'p50' | 'p95' | 'faces'>[] = [
  { key: 'p50', label: 'Half within', colour: '--accent' },
  { key: 'p95', label: '95 % within', colour: '--fair' },
];

const share = (value: number) => `${(value * 100).toFixed(value < 0.1 ? 1 : 0)} %`;
const perSecond = (value: number) => `${Math.round(value)} /s`;
const milliseconds = (value: number) => `${Math.round(value)} ms`;
const cosine = (value: number) => value.toFixed(2);

export function Meters() {
  const [span, setSpan] = useState<number>(SPANS[0].seconds);
  return (
    <section className="meters" aria-labelledby="meters-title">
      <div className="section-head">
        <h3 id="meters-title">Measured live</h3>
        <fieldset className="segments">
          <legend className="visually-hidden">Time shown</legend>
          {SPANS.map(({ seconds, label }) => (
            <label key={seconds} className="segment">
              <input type="radio" name="span" checked={span === seconds} onChange={() => setSpan(seconds)} />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <div className="meter-grid">
        <Leaks span={span} />
        <Privacy span={span} />
        <Frames span={span} />
        <Latency span={span} />
      </div>
    </section>
  );
}

function Leaks({ span }: { readonly span: number }) {
  const empty = useEmptyWords();
  const leaks = useSession((state) => state.leaks);
  const rate = useSession((state) => state.settings.auditRate);
  const missing = useSession((state) => state.engine.notices.find((n) => n.code === 'audit-unavailable'));
  return (
    <article className="card">
      <h4>Leak meter</h4>
      <StripChart
        label="Face pixels left uncovered"
        series={history.leaks}
        lines={LEAK_LINES}
        span={span}
        least={[0, 0.1]}
        words={share}
        empty={rate === 0 ? 'Switched off in the settings.' : empty}
      />
      {missing && <p className="notice">{missing.words}</p>}
      {leaks.withFaces > 0 && (
        <dl className="figures">
          <div>
            <dt>Readings with faces</dt>
            <dd>{leaks.withFaces}</dd>
          </div>
          <div>
            <dt>Bare faces</dt>
            <dd>{leaks.bareFaces}</dd>
          </div>
          <div>
            <dt>Longest bare run</dt>
            <dd>{(leaks.longestRun / 1000).toFixed(1)} s</dd>
          </div>
        </dl>
      )}
      <p className="hint">
        A second, independent detector looks for faces in what came in and checks what went out. It sees a
        sample of the frames, and has misses of its own.
      </p>
    </article>
  );
}

function Privacy({ span }: { readonly span: number }) {
  const empty = useEmptyWords();
  const rate = useSession((state) => state.settings.privacyRate);
  const missing = useSession((state) => state.engine.notices.find((n) => n.code === 'privacy-unavailable'));
  return (
    <article className="card">
      <h4>Privacy meter</h4>
      <StripChart
        label="Likeness to a recogniser"
        series={history.privacy}
        lines={PRIVACY_LINES}
        span={span}
        least={[0.6, 1]}
        words={cosine}
        empty={rate === 0 ? 'Switched off in the settings.' : empty}
      />
      {missing && <p className="notice">{missing.words}</p>}
      <p className="hint">
        Would a face recogniser still match the covered face to you? Below the dashed line it says “somebody
        else”; two strangers have about {STRANGERS_COSINE.toFixed(2)}. One recogniser’s word: another may see
        more.
      </p>
    </article>
  );
}

function Frames({ span }: { readonly span: number }) {
  const empty = useEmptyWords();
  const dropped = useSession((state) => state.stats.dropped);
  return (
    <article className="card">
      <h4>Frames</h4>
      <StripChart
        label="Frames per second"
        series={history.frames}
        lines={RATE_LINES}
        span={span}
        least={[0, 10]}
        words={perSecond}
        empty={empty}
      />
      <p className="hint">
        Safe pictures shown. Dropped so far: {dropped}. A slow device drops frames; it never shows an old
        cover on a new picture.
      </p>
    </article>
  );
}

function Latency({ span }: { readonly span: number }) {
  const empty = useEmptyWords();
  return (
    <article className="card">
      <h4>Latency</h4>
      <StripChart
        label="From camera to safe picture"
        series={history.frames}
        lines={LATENCY_LINES}
        span={span}
        least={[0, 50]}
        words={milliseconds}
        empty={empty}
      />
      <p className="hint">Time from taking a frame to having drawn it with its faces covered.</p>
    </article>
  );
}

function useEmptyWords(): string {
  const running = useSession((state) => state.phase === 'live');
  return running ? 'Nothing measured yet.' : 'Nothing measured yet. Start the camera, and come back here.';
}
