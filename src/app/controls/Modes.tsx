import {
  MODE_ENTRIES,
  type ModeMeta,
  modeEntry,
  type ParameterSpec,
  valuesInForce,
} from '../../session/modes.ts';
import { setMode, setModeValues, useSession } from '../../session/store.ts';
import { Range } from './fields.tsx';

export function Modes() {
  const chosen = useSession((state) => state.settings.views[0]?.mode ?? 'mask');
  const entry = modeEntry(chosen);
  return (
    <fieldset className="card">
      <legend>Mode</legend>
      <div className="modes">
        {MODE_ENTRIES.map(({ choice, label, meta }) => (
          <label key={choice} className="mode">
            <input
              type="radio"
              name="mode"
              value={choice}
              aria-label={label}
              checked={choice === chosen}
              onChange={() => setMode(0, choice)}
            />
            <span className="mode-name">{label}</span>
            <span className={`mode-level level-${meta?.strength.level ?? 'off'}`} aria-hidden="true">
              {meta ? meta.strength.level : 'raw'}
            </span>
          </label>
        ))}
      </div>
      <p className="summary">{entry.summary}</p>
      {entry.meta && <Parameters meta={entry.meta} />}
      {entry.meta && <Strength meta={entry.meta} />}
    </fieldset>
  );
}

function Parameters({ meta }: { readonly meta: ModeMeta }) {
  const given = useSession((state) => state.settings.values[meta.id]);
  const values = valuesInForce(meta, given);
  const isPreset = (preset: (typeof meta.presets)[number]) =>
    Object.entries(preset.values).every(([id, value]) => values[id] === value);
  return (
    <>
      {meta.presets.length > 0 && (
        <fieldset className="chips">
          <legend className="visually-hidden">Presets</legend>
          {meta.presets.map((preset) => (
            <button
              key={preset.label}
              type="button"
              className="chip"
              aria-pressed={isPreset(preset)}
              onClick={() => setModeValues(meta.id, preset.values)}
            >
              {preset.label}
            </button>
          ))}
        </fieldset>
      )}
      {meta.parameters.map((spec) => (
        <Parameter
          key={spec.id}
          spec={spec}
          value={values[spec.id] ?? spec.default}
          onChange={(value) => setModeValues(meta.id, { [spec.id]: value })}
        />
      ))}
    </>
  );
}

function Parameter(props: {
  readonly spec: ParameterSpec;
  readonly value: number | string;
  readonly onChange: (value: number | string) => void;
}) {
  const { spec, value, onChange } = props;
  if (spec.kind === 'choice') {
    return (
      <label className="field">
        <span>{spec.label}</span>
        <select value={String(value)} onChange={(event) => onChange(event.target.value)}>
          {spec.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      </label>
    );
  }
  return (
    <Range
      label={spec.label}
      min={spec.min}
      max={spec.max}
      step={spec.step}
      value={Number(value)}
      words={`${value}${spec.unit ?? ''}`}
      onChange={onChange}
    />
  );
}

function Strength({ meta }: { readonly meta: ModeMeta }) {
  return (
    <details className="strength">
      <summary>
        How well it hides you:{' '}
        <strong className={`level-${meta.strength.level}`}>{meta.strength.level}</strong>
      </summary>
      <p>{meta.strength.words}</p>
      <p className="hint">Source: {meta.strength.source}.</p>
    </details>
  );
}
