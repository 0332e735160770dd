import { session } from '../../session/session.ts';
import { useSession } from '../../session/store.ts';
import { tools } from '../../session/tools.ts';
import { clock } from '../file/words.ts';
import { i18n, params, useWords } from '../i18n.ts';
import { Problem } from '../Problem.tsx';
import { toggleFullScreen } from '../shortcuts.ts';
import { openSheet } from '../side/sheet.ts';

export const words = i18n('actions', {
  start: 'Start',
  resume: 'Resume',
  pause: 'Pause',
  record: 'Record',
  stop: params('Stop, {time}'),
  snapshot: 'Snapshot',
  copy: 'Copy picture',
  copied: 'The picture is on the clipboard, covered.',
  popOut: 'Pop out',
  popIn: 'Back into the page',
  fullScreen: 'Full screen',
  more: 'More',
  toSave: 'Save…',
  toFiles: params('{n} files…'),
  saved: params('{name} is saved.'),
});

/** The button that starts and pauses: the focus goes to it when the one on the first screen disappears. */
const RUN_BUTTON = 'run';

export function focusRunButton(): void {
  document.getElementById(RUN_BUTTON)?.focus();
}

/** Start, record, snapshot, small window, full screen. */
export function Actions() {
  const t = useWords(words);
  const phase = useSession((state) => state.phase);
  const camera = useSession((state) => state.source === 'camera');
  // A picture is saved as it is, and a window of its own shows nothing that moves.
  const picture = useSession((state) => state.file?.info?.kind === 'picture');
  const { recording, recorded, poppedOut, saved, copied, problem } = useSession((state) => state.tools);
  const { recordAs, recordSound } = useSession((state) => state.preferences);
  const opened = useSession((state) => state.file?.info != null);
  const queued = useSession((state) => state.queue.files.length);
  const live = phase === 'live';
  const running = live || phase === 'starting';
  return (
    <fieldset className="actions" data-testid="tools" data-recording={recording}>
      {(opened || queued > 0) && (
        <button type="button" className="primary only-narrow" onClick={openSheet}>
          {queued > 0 ? t.toFiles({ n: queued }) : t.toSave}
        </button>
      )}
      {camera && (
        <button
          type="button"
          id={RUN_BUTTON}
          onClick={() => (running ? session.pause() : void session.resume())}
        >
          {running ? t.pause : phase === 'idle' ? t.start : t.resume}
        </button>
      )}
      {camera &&
        (recording === 'off' ? (
          <button
            type="button"
            className="record"
            disabled={!live}
            onClick={() => void tools.startRecording(recordAs, recordSound && tools.canRecordSound)}
          >
            {t.record}
          </button>
        ) : (
          <button
            type="button"
            className="record recording"
            disabled={recording === 'finishing'}
            onClick={() => void tools.stopRecording()}
          >
            {t.stop({ time: clock(recorded) })}
          </button>
        ))}
      {picture && 'clipboard' in navigator && (
        <button type="button" disabled={!live} onClick={() => void tools.copy()}>
          {t.copy}
        </button>
      )}
      {!picture && (
        <button type="button" disabled={!live} onClick={() => void tools.snapshot()}>
          {t.snapshot}
        </button>
      )}
      {tools.canPopOut && (!picture || poppedOut) && (
        <button
          type="button"
          className="pop-out"
          disabled={!live && !poppedOut}
          aria-pressed={poppedOut}
          onClick={() => void tools.togglePopOut()}
        >
          {poppedOut ? t.popIn : t.popOut}
        </button>
      )}
      {document.fullscreenEnabled && (
        <button type="button" onClick={toggleFullScreen}>
          {t.fullScreen}
        </button>
      )}
      <button type="button" className="only-narrow" onClick={openSheet}>
        {t.more}
      </button>
      {copied && (
        <p className="hint" role="status" data-testid="copied">
          {t.copied}
        </p>
      )}
      {saved && (
        <p className="hint" role="status" data-testid="saved" data-name={saved}>
          {t.saved({ name: saved })}
        </p>
      )}
      {problem && (
        <div className="notice" role="alert">
          <Problem problem={problem} />
        </div>
      )}
    </fieldset>
  );
}
