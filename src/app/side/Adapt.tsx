import { session } from '../../session/session.ts';
import { useSession } from '../../session/store.ts';
import { i18n, useWords } from '../i18n.ts';
import { adaptWords, words as statusWords } from './adapt-words.ts';

export const words = i18n('adapt', {
  legend: 'Adapt to my face',
  what: 'Hardens the learned face against recognising you. It learns from some seconds of your camera, on this device only; the pictures are dropped at the end. What it learned stays in this browser until you delete it.',
  progress: 'Adapting',
  cancel: 'Cancel',
  again: 'Adapt again',
  adapt: 'Adapt',
  forget: 'Delete what was learned',
  takes:
    'Takes a few minutes; the picture goes on meanwhile, slower. It is hardened against one recogniser; another may see more.',
  first: 'Start the camera first.',
});

/** "Adapt to my face", beside the learned mode. */
export function Adapt() {
  const t = useWords(words);
  const status = useSession((state) => state.adaptation);
  const shown = useSession((state) => state.settings.views.some((view) => view.mode === 'learned'));
  const live = useSession((state) => state.phase === 'live');
  const { text, share, busy, alarm } = adaptWords(status, useWords(statusWords));
  if (!shown && !busy) {
    return null;
  }
  return (
    <fieldset
      className="card"
      data-testid="adapt"
      data-phase={status.now.phase}
      data-kept={status.kept !== null}
    >
      <legend>{t.legend}</legend>
      <p className="summary">{t.what}</p>
      {busy && <progress aria-label={t.progress} value={share ?? undefined} max={1} />}
      {text && (
        <p className="adapt-words" role={alarm ? 'alert' : 'status'}>
          {text}
        </p>
      )}
      <div className="buttons">
        {busy ? (
          <button type="button" onClick={() => session.adapt('cancel')}>
            {t.cancel}
          </button>
        ) : (
          <button type="button" disabled={!live} onClick={() => session.adapt('start')}>
            {status.kept ? t.again : t.adapt}
          </button>
        )}
        {!busy && status.kept && (
          <button type="button" className="quiet" onClick={() => session.adapt('forget')}>
            {t.forget}
          </button>
        )}
      </div>
      {!busy && <p className="hint">{live ? t.takes : t.first}</p>}
    </fieldset>
  );
}
