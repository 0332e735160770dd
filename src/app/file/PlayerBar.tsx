import { files } from '../../session/files.ts';
import { useSession } from '../../session/store.ts';
import { i18n, params, useWords } from '../i18n.ts';
import { clock } from './words.ts';

export const words = i18n('player', {
  player: 'Player',
  play: 'Play',
  pause: 'Pause',
  position: 'Position',
  of: params('{at} of {all}'),
});

/** Play, pause and seek, under the picture of a video file. */
export function PlayerBar() {
  const t = useWords(words);
  const file = useSession((state) => state.file);
  if (file?.info?.kind !== 'video') {
    return null;
  }
  const { activity, position, info } = file;
  const busy = activity === 'exporting' || activity === 'opening';
  return (
    <fieldset className="player" disabled={busy} aria-label={t.player}>
      <button type="button" onClick={() => files.toggle()}>
        {activity === 'playing' ? t.pause : t.play}
      </button>
      <input
        type="range"
        min={0}
        max={info.duration}
        step="any"
        value={Math.min(position, info.duration)}
        aria-label={t.position}
        aria-valuetext={t.of({ at: clock(position), all: clock(info.duration) })}
        onChange={(event) => void files.seek(Number(event.target.value))}
      />
      <output>
        {clock(position)} / {clock(info.duration)}
      </output>
    </fieldset>
  );
}
