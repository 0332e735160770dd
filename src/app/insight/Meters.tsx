/** The meters over time: leaks, privacy, frames and latency. */
import { useMemo, useState } from 'react';
import { history } from '../../session/history.ts';
import { showsNoFace } from '../../session/modes.ts';
import { useSession } from '../../session/store.ts';
import { i18n, inDigits, params, percent, useWords } from '../i18n.ts';
import { useNotice } from '../notice.ts';
import { words as leakWords } from './LeakCard.tsx';
import { words as privacyWords } from './PrivacyCard.tsx';
import { type Line, StripChart } from './StripChart.tsx';

export const words = i18n('meters', {
  title: 'Measured live',
  shown: 'Time shown',
  minutes: params('{n} minutes'),
  hour: '1 hour',
  leaks: 'Face pixels left uncovered',
  uncovered: 'Uncovered',
  privacy: 'Likeness to a recogniser',
  likeness: 'Likeness',
  threshold: 'Same person from',
  privacyHint:
    'How alike a recogniser finds the covered face and yours; 1 is the very same picture. Below the dashed line it says “somebody else”. One recogniser’s word: another may see more.',
  frames: 'Pictures',
  rate: 'Pictures per second',
  shownPictures: 'Pictures',
  perSecond: params('{n} /s'),
  framesHint: 'A slow device leaves pictures out; it never shows an old cover on a new picture.',
  dropped: 'Left out so far',
  drawnBy: 'Drawn by',
  latency: 'Delay',
  delay: 'From camera to safe picture',
  half: 'Half within',
  most: '95 % within',
  delayHint: 'Time from taking a picture to having drawn it with its faces covered.',
  bare: 'Faces left uncovered',
  empty: 'Nothing measured yet.',
  emptyIdle: 'Nothing measured yet. Start the camera, and come back here.',
});

const SPANS = [120, 600, 3600] as const;

const share = (value: number) => percent(value, value < 0.1 ? 1 : 0);
const milliseconds = (value: number) => `${inDigits(value, 0)} ms`;
const cosine = (value: number) => inDigits(value, 2);

const RENDERERS: Readonly<Record<string, string>> = { webgpu: 'WebGPU', cpu: 'CPU' };

export function Meters() {
  const t = useWords(words);
  const [span, setSpan] = useState<number>(SPANS[0]);
  // A file has no rate and no delay of its own: its frames are waited for.
  const camera = useSession((state) => state.source === 'camera');
  return (
    <section className="meters" aria-labelledby="meters-title">
      <div className="section-head">
        <h3 id="meters-title">{t.title}</h3>
        <fieldset className="segments">
          <legend className="visually-hidden">{t.shown}</legend>
          {SPANS.map((seconds) => (
            <label key={seconds} className="segment">
              <input type="radio" name="span" checked={span === seconds} onChange={() => setSpan(seconds)} />
              <span>{seconds === 3600 ? t.hour : t.minutes({ n: seconds / 60 })}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <div className="meter-grid">
        <Leaks span={span} />
        {camera && (
          <>
            <Privacy span={span} />
            <Frames span={span} />
            <Latency span={span} />
          </>
        )}
      </div>
    </section>
  );
}

function Leaks({ span }: { readonly span: number }) {
  const t = useWords(words);
  const leak = useWords(leakWords);
  const empty = useEmptyWords();
  const leaks = useSession((state) => state.leaks);
  const rate = useSession((state) => state.settings.leakRate);
  const missing = useNotice('leak-unavailable');
  const lines = useMemo<readonly Line<'uncovered' | 'faces' | 'bareFaces'>[]>(
    () => [{ key: 'uncovered', label: t.uncovered, colour: '--weak', filled: true }],
    [t],
  );
  return (
    <article className="card">
      <h4>{leak.title}</h4>
      <StripChart
        name="leaks"
        label={t.leaks}
        series={history.leaks}
        lines={lines}
        span={span}
        least={[0, 0.1]}
        words={share}
        empty={rate === 0 ? leak.off : empty}
      />
      {missing && <p className="notice">{missing}</p>}
      {leaks.withFaces > 0 && (
        <dl className="figures">
          <Figure name={leak.readings} value={inDigits(leaks.withFaces)} />
          <Figure name={t.bare} value={inDigits(leaks.bareFaces)} />
          <Figure name={leak.longest} value={leak.seconds({ n: inDigits(leaks.longestRun / 1000, 1) })} />
        </dl>
      )}
      <p className="hint">{leak.hint}</p>
    </article>
  );
}

function Privacy({ span }: { readonly span: number }) {
  const t = useWords(words);
  const privacy = useWords(privacyWords);
  const empty = useEmptyWords();
  const rate = useSession((state) => state.settings.privacyRate);
  const blind = useSession((state) => showsNoFace(state.settings.views[0]?.mode ?? 'mask'));
  const missing = useNotice('privacy-unavailable');
  const lines = useMemo<readonly Line<'similarity' | 'threshold'>[]>(
    () => [
      { key: 'similarity', label: t.likeness, colour: '--accent', filled: true },
      { key: 'threshold', label: t.threshold, colour: '--ink-soft', dashed: true },
    ],
    [t],
  );
  return (
    <article className="card">
      <h4>{privacy.title}</h4>
      <StripChart
        name="privacy"
        label={t.privacy}
        series={history.privacy}
        lines={lines}
        span={span}
        least={[0.6, 1]}
        words={cosine}
        empty={rate === 0 ? privacy.off : blind ? privacy.nothing : empty}
      />
      {missing && <p className="notice">{missing}</p>}
      <p className="hint">{t.privacyHint}</p>
    </article>
  );
}

function Frames({ span }: { readonly span: number }) {
  const t = useWords(words);
  const empty = useEmptyWords();
  const { dropped, renderer } = useSession((state) => state.stats);
  const lines = useMemo<readonly Line<'fps' | 'p50' | 'p95' | 'faces'>[]>(
    () => [{ key: 'fps', label: t.shownPictures, colour: '--accent', filled: true }],
    [t],
  );
  return (
    <article className="card">
      <h4>{t.frames}</h4>
      <StripChart
        name="rate"
        label={t.rate}
        series={history.frames}
        lines={lines}
        span={span}
        least={[0, 10]}
        words={(n) => t.perSecond({ n: inDigits(n, 0) })}
        empty={empty}
      />
      <dl className="figures">
        <Figure name={t.dropped} value={inDigits(dropped)} />
        <Figure name={t.drawnBy} value={RENDERERS[renderer] ?? '–'} />
      </dl>
      <p className="hint">{t.framesHint}</p>
    </article>
  );
}

function Latency({ span }: { readonly span: number }) {
  const t = useWords(words);
  const empty = useEmptyWords();
  const lines = useMemo<readonly Line<'fps' | 'p50' | 'p95' | 'faces'>[]>(
    () => [
      { key: 'p50', label: t.half, colour: '--accent' },
      { key: 'p95', label: t.most, colour: '--fair' },
    ],
    [t],
  );
  return (
    <article className="card">
      <h4>{t.latency}</h4>
      <StripChart
        name="delay"
        label={t.delay}
        series={history.frames}
        lines={lines}
        span={span}
        least={[0, 50]}
        words={milliseconds}
        empty={empty}
      />
      <p className="hint">{t.delayHint}</p>
    </article>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function useEmptyWords(): string {
  const t = useWords(words);
  const running = useSession((state) => state.phase === 'live');
  return running ? t.empty : t.emptyIdle;
}
