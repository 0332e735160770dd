import { useSession } from '../session/store.ts';
import { clock } from './file/words.ts';
import { i18n, params, useWords } from './i18n.ts';

export const words = i18n('recordingBadge', {
  recording: params('Recording, {time}'),
});

/** A dot and the time, wherever the page is, for as long as something is recorded. */
export function RecordingBadge() {
  const t = useWords(words);
  const { recording, recorded } = useSession((state) => state.tools);
  if (recording === 'off') {
    return null;
  }
  const time = clock(recorded);
  return (
    <p className="recording-badge" role="timer" aria-label={t.recording({ time })}>
      {time}
    </p>
  );
}
