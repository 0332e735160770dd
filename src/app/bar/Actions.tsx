import type { ComponentProps } from 'react';
import { anotherFace, modeEntry } from '../../session/modes.ts';
import { session } from '../../session/session.ts';
import { setSettings, useSession } from '../../session/store.ts';
import { tools } from '../../session/tools.ts';
import { clock } from '../file/words.ts';
import { i18n, params, useWords } from '../i18n.ts';
import { Problem } from '../Problem.tsx';
import { toggleFullScreen } from '../shortcuts.ts';
import { openSheet } from '../side/sheet.ts';
import { Icon, type IconName } from './Icon.tsx';

export const words = i18n('actions', {
  start: 'Start',
  resume: 'Resume',
  pause: 'Pause',
  record: 'Record',
  stop: params('Stop, {time}'),
  snapshot: 'Snapshot',
  copy: 'Copy picture',
  copied: 'The picture is on the clipboard, covered.',
  another: 'Another face',
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
  const { recording, recorded, poppedOut } = useSession((state) => state.tools);
  const { recordAs, recordSound } = useSession((state) => state.preferences);
  const opened = useSession((state) => state.file?.info != null);
  const queued = useSession((state) => state.queue.files.length);
  const live = phase === 'live';
  const running = live || phase === 'starting';
  return (
    <fieldset className="actions" data-testid="tools" data-recording={recording}>
      {(opened || queued > 0) && (
        <button type="button" className="primary only-narrow" onClick={() => void openSheet()}>
          {queued > 0 ? t.toFiles({ n: queued }) : t.toSave}
        </button>
      )}
      {camera && (
        <Action
          id={RUN_BUTTON}
          icon={running ? 'pause' : 'start'}
          onClick={() => (running ? session.pause() : void session.resume())}
        >
          {running ? t.pause : phase === 'idle' ? t.start : t.resume}
        </Action>
      )}
      {!picture && (
        <Action icon="snapshot" disabled={!live} onClick={() => void tools.snapshot()}>
          {t.snapshot}
        </Action>
      )}
      {picture && 'clipboard' in navigator && (
        <Action icon="copy" disabled={!live} onClick={() => void tools.copy()}>
          {t.copy}
        </Action>
      )}
      {camera &&
        (recording === 'off' ? (
          <Action
            className="record"
            disabled={!live}
            onClick={() => void tools.startRecording(recordAs, recordSound && tools.canRecordSound)}
          >
            {t.record}
          </Action>
        ) : (
          <Action
            className="record recording"
            disabled={recording === 'finishing'}
            onClick={() => void tools.stopRecording()}
          >
            {t.stop({ time: clock(recorded) })}
          </Action>
        ))}
      <Another />
      {tools.canPopOut && (!picture || poppedOut) && (
        <Action
          className="pop-out known"
          title={poppedOut ? t.popIn : t.popOut}
          icon="popOut"
          disabled={!live && !poppedOut}
          aria-pressed={poppedOut}
          onClick={() => void tools.togglePopOut()}
        >
          {poppedOut ? t.popIn : t.popOut}
        </Action>
      )}
      {document.fullscreenEnabled && (
        <Action className="known" icon="full" title={t.fullScreen} onClick={toggleFullScreen}>
          {t.fullScreen}
        </Action>
      )}
      <Action className="only-narrow" icon="more" onClick={() => void openSheet()}>
        {t.more}
      </Action>
    </fieldset>
  );
}

/** What became of the last picture or recording: in a row of its own, so that no button moves when it comes. */
export function ActionMessages() {
  const t = useWords(words);
  const { saved, copied, problem } = useSession((state) => state.tools);
  if (!saved && !copied && !problem) {
    return null;
  }
  return (
    <div className="bar-messages">
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
    </div>
  );
}

/** Draws the cover anew, where the mode has more than one face to draw. */
function Another() {
  const t = useWords(words);
  const mode = useSession((state) => state.settings.views[0]?.mode ?? 'mask');
  const values = useSession((state) => state.settings.values);
  const { meta } = modeEntry(mode);
  const another = meta && anotherFace(meta, { values });
  return (
    another && (
      <Action icon="another" onClick={() => setSettings(another())}>
        {t.another}
      </Action>
    )
  );
}

/** @param props.icon none: the style sheet draws it. */
function Action({
  icon,
  children,
  ...button
}: Omit<ComponentProps<'button'>, 'type'> & { readonly icon?: IconName }) {
  return (
    <button type="button" {...button}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}
