import { files } from '../../session/files.ts';
import { useSession } from '../../session/store.ts';
import { clock } from './words.ts';

/** Play, pause and seek, under the picture of a video file. */
export function PlayerBar() {
  const file = useSession((state) => state.file);
  if (file?.info?.kind !== 'video') {
    return null;
  }
  const { activity, position, info } = file;
  const busy = activity === 'exporting' || activity === 'opening';
  return (
    <fieldset className="player" disabled={busy} aria-label="Player">
      <button type="button" onClick={() => files.toggle()}>
        {activity === 'playing' ? 'Pause' : 'Play'}
      </button>
      <input
        type="range"
        min={0}
        max={info.duration}
        step="any"
        value={Math.min(position, info.duration)}
        aria-label="Position"
        aria-valuetext={`${clock(position)} of ${clock(info.duration)}`}
        onChange={(event) => void files.seek(Number(event.target.value))}
      />
      <output>
        {clock(position)} / {clock(info.duration)}
      </output>
    </fieldset>
  );
}
