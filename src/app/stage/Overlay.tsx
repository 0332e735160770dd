import { files } from '../../session/files.ts';
import { session } from '../../session/session.ts';
import { type State, useSession } from '../../session/store.ts';
import { ChooseFile } from '../file/ChooseFile.tsx';

/** Why the picture is covered, still or missing, and what to do about it. */
export function Overlay() {
  const phase = useSession((state) => state.phase);
  const words = useSession(wordsOf);
  const title = useSession(titleOf);
  const isFile = useSession((state) => state.source === 'file');
  if (!words) {
    return null;
  }
  const retry = phase === 'error' || phase === 'paused';
  return (
    <div className="overlay" role={phase === 'error' ? 'alert' : 'status'}>
      <p className="overlay-title">{title}</p>
      <p>{words}</p>
      {retry && isFile && (
        <div className="buttons">
          <ChooseFile className="primary">Choose another file</ChooseFile>
          <button type="button" onClick={() => void files.again()}>
            Try again
          </button>
        </div>
      )}
      {retry && !isFile && (
        <button type="button" className="primary" onClick={() => void session.start()}>
          {phase === 'paused' ? 'Go on' : 'Try again'}
        </button>
      )}
    </div>
  );
}

function titleOf({ phase, problem, trouble }: State): string {
  if (phase === 'error') {
    return problem?.title ?? 'Something went wrong';
  }
  if (phase === 'paused') {
    return 'Paused';
  }
  return phase === 'starting' ? 'Starting' : trouble ? 'The picture stands still' : 'Covered';
}

function wordsOf(state: State): string | null {
  const { phase, problem, trouble, reason, engine, source } = state;
  if (phase === 'error') {
    return problem?.words ?? '';
  }
  if (phase === 'paused') {
    return 'The camera is off. What you see is the last safe picture.';
  }
  if (trouble) {
    return trouble.words;
  }
  if (source === 'file' && (phase === 'starting' || reason === 'no-face' || reason === 'size-changed')) {
    return fileWords(state);
  }
  if (phase === 'starting') {
    return 'Waiting for the camera. Your browser may ask whether this page may use it.';
  }
  switch (reason) {
    case 'faces':
      return null;
    case 'starting':
      return (
        engine.notices.find((n) => n.code === 'model-corrupt' || n.code === 'detector-failed')?.words ??
        'The face detector is being loaded. Everything is covered until it works.'
      );
    case 'no-face':
      return 'No face was found, so everything is covered. Come into the picture, or change this in the settings.';
    case 'face-lost':
      return 'A face that was there got lost. Everything is covered until it is found again.';
    case 'detector-failed':
      return 'The face detector failed. Everything is covered while it is restarted.';
    case 'renderer-failed':
      return 'Drawing failed. Everything is covered until it works again.';
    case 'size-changed':
      return 'The camera changed its picture. One moment.';
    case 'comparison-only':
      return source === 'camera'
        ? '“None” is for comparison only. Hold the button to see the raw picture.'
        : '“None” is for comparison with a camera only. Choose a mode.';
    case 'source-muted':
      return 'The camera sends no picture just now.';
  }
}

/** Where a file needs other words than a camera. */
function fileWords({ phase, reason, file, engine }: State): string {
  if (phase === 'starting') {
    return engine.detector === 'ready'
      ? 'The file is being opened. It stays on this device.'
      : 'The face detector is being loaded; nothing of the file is shown before it works.';
  }
  const what = file?.info?.kind === 'picture' ? 'picture' : 'frame';
  return reason === 'no-face'
    ? `No face was found in this ${what}, so all of it is covered. If nobody is in it, change this in the settings.`
    : 'The video changes its size here.';
}
