import { reveal } from '../../session/corrections.ts';
import { isLookedThrough } from '../../session/file-state.ts';
import { useSession } from '../../session/store.ts';
import { i18n, useWords } from '../i18n.ts';

export const words = i18n('reveal', { reveal: 'Show it; I will cover by hand' });

/** Where no face was found, or one was lost: the picture can be shown all the same, if the person says so. */
export function Reveal() {
  const t = useWords(words);
  const offered = useSession(
    ({ file, phase, reason }) =>
      file?.activity === 'still' &&
      isLookedThrough(file) &&
      phase === 'live' &&
      (reason === 'no-face' || reason === 'face-lost'),
  );
  return (
    offered && (
      <button type="button" onClick={reveal}>
        {t.reveal}
      </button>
    )
  );
}
