import { isMeant, type ModeMeta, modeEntry, type ParameterSpec, valuesInForce } from '../../session/modes.ts';
import { setModeValues, setSettings, useSession } from '../../session/store.ts';
import { i18n, inDigits, params, useWords } from '../i18n.ts';
import { levelOf, useModeWords } from '../mode-words.ts';
import { FineTuning } from './FineTuning.tsx';
import { Range } from './fields.tsx';

export const words = i18n('cover', {
  legend: 'Cover',
  presets: 'Ready-made settings',
  size: 'Cover size',
  strength: 'How well it hides you',
  source: params('Source: {source}.'),
});

/** The mode in use: what it does, how well it hides, and its settings. */
export function CoverCard() {
  const t = useWords(words);
  const { label, say } = useModeWords();
  const chosen = useSession((state) => state.settings.views[0]?.mode ?? 'mask');
  const enlarge = useSession((state) => state.settings.enlarge);
  const { meta } = modeEntry(chosen);
  return (
    <fieldset className="card">
      <legend>
        {t.legend}: {label(chosen)}
      </legend>
      <p className="summary">{say(chosen, 'summary')}</p>
      {meta && <Strength meta={meta} />}
      {meta && <Parameters meta={meta} />}
      <Range
        label={t.size}
        min={1.2}
        max={3}
        step={0.1}
        value={enlarge}
        words={`× ${inDigits(enlarge, 1)}`}
        onChange={(value) => setSettings({ enlarge: value })}
      />
      <FineTuning />
    </fieldset>
  );
}

function Parameters({ meta }: { readonly meta: ModeMeta }) {
  const t = useWords(words);
  const { say } = useModeWords();
  const given = useSession((state) => state.settings.values[meta.id]);
  const values = valuesInForce(meta, given);
  const isPreset = (preset: (typeof meta.presets)[number]) =>
    Object.entries(preset.values).every(([id, value]) => values[id] === value);
  return (
    <>
      {meta.presets.length > 0 && (
        <fieldset className="chips">
          <legend className="visually-hidden">{t.presets}</legend>
          {meta.presets.map((preset) => (
            <button
              key={preset.label}
              type="button"
              className="chip"
              aria-pressed={isPreset(preset)}
              onClick={() => setModeValues(meta.id, preset.values)}
            >
              {say(meta.id, `preset.${preset.label}`)}
            </button>
          ))}
        </fieldset>
      )}
      {meta.parameters
        .filter((spec) => isMeant(spec, values))
        .map((spec) => (
          <Parameter
            key={spec.id}
            meta={meta}
            spec={spec}
            value={values[spec.id] ?? spec.default}
            onChange={(value) => setModeValues(meta.id, { [spec.id]: value })}
          />
        ))}
    </>
  );
}

function Parameter(props: {
  readonly meta: ModeMeta;
  readonly spec: ParameterSpec;
  readonly value: number | string;
  readonly onChange: (value: number | string) => void;
}) {
  const { say } = useModeWords();
  const { meta, spec, value, onChange } = props;
  if (spec.kind === 'choice') {
    return (
      <label className="field">
        <span>{say(meta.id, spec.id)}</span>
        <select value={String(value)} onChange={(event) => onChange(event.target.value)}>
          {spec.options.map((option) => (
            <option key={option.value} value={option.value}>
              {say(meta.id, `${spec.id}.${option.value}`)}
            </option>
          ))}
        </select>
      </label>
    );
  }
  return (
    <Range
      label={say(meta.id, spec.id)}
      min={spec.min}
      max={spec.max}
      step={spec.step}
      value={Number(value)}
      words={`${inDigits(Number(value))}${spec.unit ?? ''}`}
      onChange={onChange}
    />
  );
}

function Strength({ meta }: { readonly meta: ModeMeta }) {
  const t = useWords(words);
  const { say, level } = useModeWords();
  return (
    <details className="strength">
      <summary>
        {t.strength}: <span className={`level level-${levelOf(meta.id)}`}>{level(meta.id)}</span>
      </summary>
      <p>{say(meta.id, 'strength')}</p>
      <p className="hint">{t.source({ source: meta.strength.source })}</p>
    </details>
  );
}
