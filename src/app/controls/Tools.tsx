import { useState } from 'react';
import { useSession } from '../../session/store.ts';
import { tools } from '../../session/tools.ts';
import { clock } from '../file/words.ts';

/** Record, snapshot, small window. */
export function Tools() {
  const shown = useSession((state) => state.phase === 'live');
  const camera = useSession((state) => state.source === 'camera');
  const { recording, recorded, poppedOut, saved, problem } = useSession((state) => state.tools);
  const [container, setContainer] = useState<'mp4' | 'webm'>('mp4');
  if (!shown && recording === 'off' && !poppedOut) {
    return null;
  }
  return (
    <fieldset className="card" data-testid="tools" data-recording={recording}>
      <legend>Take along</legend>
      {camera && (
        <div className="field">
          {recording === 'off' ? (
            <button type="button" onClick={() => void tools.startRecording(container)}>
              Record
            </button>
          ) : (
            <button
              type="button"
              className="recording"
              disabled={recording === 'finishing'}
              onClick={() => void tools.stopRecording()}
            >
              Stop, {clock(recorded)}
            </button>
          )}
          <select
            aria-label="Record as"
            value={container}
            disabled={recording !== 'off'}
            onChange={(event) => setContainer(event.target.value === 'webm' ? 'webm' : 'mp4')}
          >
            <option value="mp4">MP4, silent</option>
            <option value="webm">WebM, silent</option>
          </select>
        </div>
      )}
      <div className="buttons">
        <button type="button" disabled={!shown} onClick={() => void tools.snapshot()}>
          Snapshot
        </button>
        {tools.canPopOut && (
          <button type="button" aria-pressed={poppedOut} onClick={() => void tools.togglePopOut()}>
            {poppedOut ? 'Back into the page' : 'Pop out'}
          </button>
        )}
      </div>
      {saved && (
        <p className="hint" role="status" data-testid="saved" data-name={saved}>
          {saved} is saved.
        </p>
      )}
      {problem && (
        <div className="notice" role="alert">
          <strong>{problem.title}.</strong> {problem.words}
        </div>
      )}
    </fieldset>
  );
}
