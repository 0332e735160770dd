import { setSettings, useSession } from '../../session/store.ts';
import { i18n, inDigits, params, percent, useWords } from '../i18n.ts';
import { Range } from './fields.tsx';

export const words = i18n('fineTuning', {
  title: 'Fine tuning',
  edge: 'Soft edge',
  edgeHint: 'How far the cover fades out beyond its border.',
  linger: 'Keep covering after a face is lost',
  lingerHint: 'It stays covered where it must be by now; after that the whole picture is covered.',
  seconds: params('{n} s'),
  growth: 'Larger when moving',
  growthHint: 'A face that moves fast gets a larger cover, in case it goes another way.',
  drawing: params(
    'A face, its cover, the soft edge around it, and the larger cover of a face that moves to the right.',
  ),
});

/** The settings of covers that few people need, with a drawing that follows them. */
export function FineTuning() {
  const t = useWords(words);
  const { enlarge, feather, linger, growth } = useSession((state) => state.settings);
  // Nothing moves in a picture, and nothing is lost.
  const picture = useSession((state) => state.file?.info?.kind === 'picture');
  return (
    <details className="strength">
      <summary>{t.title}</summary>
      <div className="fine">
        <Drawing enlarge={enlarge} feather={feather} growth={picture ? 0 : growth} label={t.drawing()} />
        <Range
          label={t.edge}
          hint={t.edgeHint}
          min={0}
          max={0.5}
          step={0.05}
          value={feather}
          words={percent(feather)}
          onChange={(value) => setSettings({ feather: value })}
        />
        {!picture && (
          <>
            <Range
              label={t.linger}
              hint={t.lingerHint}
              min={0}
              max={5000}
              step={250}
              value={linger}
              words={t.seconds({ n: inDigits(linger / 1000, 2) })}
              onChange={(value) => setSettings({ linger: value })}
            />
            <Range
              label={t.growth}
              hint={t.growthHint}
              min={0}
              max={3}
              step={0.25}
              value={growth}
              words={`× ${inDigits(growth)}`}
              onChange={(value) => setSettings({ growth: value })}
            />
          </>
        )}
      </div>
    </details>
  );
}

/** Half the height of the drawn face. */
const FACE = 26;

/** To scale: the face box, the cover (`enlarge`), its soft ring (`feather`) and what speed adds (`growth`). */
function Drawing(props: {
  readonly enlarge: number;
  readonly feather: number;
  readonly growth: number;
  readonly label: string;
}) {
  const cover = FACE * props.enlarge;
  const ring = cover * (1 + props.feather);
  const ahead = 10 * props.growth;
  return (
    <svg className="cover-drawing" viewBox="-120 -78 240 156" role="img" aria-label={props.label}>
      <ellipse className="cover-ahead" cx={ahead} rx={cover + ahead} ry={cover + ahead / 3} />
      <ellipse className="cover-ring" rx={ring} ry={ring} />
      <ellipse className="cover-cover" rx={cover} ry={cover} />
      <ellipse className="cover-face" rx={FACE * 0.8} ry={FACE} />
      <path className="cover-face" d="M-8 -5h0M8 -5h0M-7 8q7 6 14 0" />
      <path className="cover-arrow" d={`M${cover + 8} 0h${12 + ahead}m-6 -5l6 5l-6 5`} />
    </svg>
  );
}
