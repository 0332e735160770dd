import { MODE_ENTRIES, type ModeChoice } from '../../session/modes.ts';

export function ModeSelect(props: {
  readonly label: string;
  readonly value: ModeChoice;
  readonly onChange: (mode: ModeChoice) => void;
}) {
  return (
    <select
      aria-label={props.label}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value as ModeChoice)}
    >
      {MODE_ENTRIES.map(({ choice, label }) => (
        <option key={choice} value={choice}>
          {label}
        </option>
      ))}
    </select>
  );
}
