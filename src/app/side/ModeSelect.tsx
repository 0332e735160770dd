import { MODE_ENTRIES, type ModeChoice } from '../../session/modes.ts';
import { useModeWords } from '../mode-words.ts';

export function ModeSelect(props: {
  readonly label: string;
  readonly value: ModeChoice;
  readonly onChange: (mode: ModeChoice) => void;
}) {
  const { label } = useModeWords();
  return (
    <select
      aria-label={props.label}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value as ModeChoice)}
    >
      {MODE_ENTRIES.map(({ choice }) => (
        <option key={choice} value={choice}>
          {label(choice)}
        </option>
      ))}
    </select>
  );
}
