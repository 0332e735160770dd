import { loadFiles } from '../../session/lazy-files.ts';
import { session } from '../../session/session.ts';
import { type State, useSession } from '../../session/store.ts';
import { askForFiles } from '../file/FileInput.tsx';
import { Reveal } from '../file/later.ts';
import { i18n, useWords } from '../i18n.ts';
import { Later } from '../Later.tsx';
import { noticeIn, words as notices } from '../notice.ts';
import { problemIn, words as problems } from '../Problem.tsx';
import { SettingLink } from '../side/SettingLink.tsx';
import { Moon } from './Moon.tsx';

export const words = i18n('overlay', {
  starting: 'Starting',
  covered: 'Covered',
  paused: 'Paused',
  still: 'The picture stands still',
  wrong: 'Something went wrong',
  another: 'Choose another file',
  again: 'Try again',
  resume: 'Resume',
  pausedWords: 'The camera is off. What you see is the last safe picture.',
  waiting: 'Waiting for the camera. Your browser may ask whether this page may use it.',
  loading: 'The face detector is being loaded. Everything is covered until it works.',
  noFace: 'No face was found, so everything is covered. Come into the picture, or change this setting:',
  lost: 'A face that was there is no longer found. Everything is covered until it is found again.',
  detector: 'The face detector failed. Everything is covered while it is restarted.',
  renderer: 'Drawing failed. Everything is covered until it works again.',
  resized: 'The camera changed its picture. One moment.',
  damaged: 'The file is damaged here. This picture is covered; the rest goes on.',
  comparison: '“None” is for comparison only. Hold the button to see the raw picture.',
  comparisonFile: '“None” is for comparison with a camera only. Choose a mode.',
  muted: 'The camera sends no picture just now.',
  fileOpening: 'The file is being opened. It stays on this device.',
  fileLoading: 'The face detector is being loaded; nothing of the file is shown before it works.',
  noFacePicture:
    'No face was found in this picture, so all of it is covered. If nobody is in it, change this setting:',
  noFaceFrame:
    'No face was found in this frame, so all of it is covered. If nobody is in it, change this setting:',
  fileResized: 'The video changes its size here.',
});

type Words = ReturnType<typeof words.get>;

/** Why the picture is covered, still or missing, and what to do about it. */
export function Overlay() {
  const t = useWords(words);
  const p = useWords(problems);
  const n = useWords(notices);
  const phase = useSession((state) => state.phase);
  const text = useSession((state) => wordsOf(state, t, p, n));
  const title = useSession((state) => titleOf(state, t, p));
  const isFile = useSession((state) => state.source === 'file');
  const noFace = useSession(
    (state) => state.phase === 'live' && state.reason === 'no-face' && !state.trouble,
  );
  const waits = useSession((state) => state.phase === 'starting' || state.reason === 'starting');
  if (!text) {
    return null;
  }
  const retry = phase === 'error' || phase === 'paused';
  return (
    <div className="overlay" role={phase === 'error' ? 'alert' : undefined}>
      {waits && !retry && <Moon />}
      <p className="overlay-title">{title}</p>
      <p>
        {text} {noFace && <SettingLink setting="coverWhenNoFace" />}
      </p>
      {isFile && (
        <Later>
          <Reveal />
        </Later>
      )}
      {retry && isFile && (
        <div className="buttons">
          <button type="button" className="primary" onClick={askForFiles}>
            {t.another}
          </button>
          <button type="button" onClick={() => void loadFiles().then((files) => files.again())}>
            {t.again}
          </button>
        </div>
      )}
      {retry && !isFile && (
        <button type="button" className="primary" onClick={() => void session.resume()}>
          {phase === 'paused' ? t.resume : t.again}
        </button>
      )}
    </div>
  );
}

function titleOf({ phase, problem, trouble }: State, t: Words, p: Record<string, string>): string {
  if (phase === 'error') {
    return problem ? problemIn(p, problem).title : t.wrong;
  }
  if (phase === 'paused') {
    return t.paused;
  }
  return phase === 'starting' ? t.starting : trouble ? t.still : t.covered;
}

function wordsOf(
  state: State,
  t: Words,
  p: Record<string, string>,
  n: Record<string, string>,
): string | null {
  const { phase, problem, trouble, reason, engine, source } = state;
  if (phase === 'error') {
    return problem ? problemIn(p, problem).words : '';
  }
  if (phase === 'paused') {
    return t.pausedWords;
  }
  if (trouble) {
    return p[`${trouble.code}.words`] ?? trouble.words;
  }
  if (source === 'file' && (phase === 'starting' || reason === 'no-face' || reason === 'size-changed')) {
    return fileWords(state, t);
  }
  if (phase === 'starting') {
    return t.waiting;
  }
  switch (reason) {
    case 'faces':
      return null;
    case 'starting': {
      const failed = engine.notices.find(
        ({ code }) => code === 'model-corrupt' || code === 'detector-failed',
      );
      return failed ? noticeIn(n, failed) : t.loading;
    }
    case 'no-face':
      return t.noFace;
    case 'face-lost':
      return t.lost;
    case 'detector-failed':
      return t.detector;
    case 'renderer-failed':
      return t.renderer;
    case 'size-changed':
      return t.resized;
    case 'frame-damaged':
      return t.damaged;
    case 'comparison-only':
      return source === 'camera' ? t.comparison : t.comparisonFile;
    case 'source-muted':
      return t.muted;
  }
}

/** Where a file needs other words than a camera. */
function fileWords({ phase, reason, file, engine }: State, t: Words): string {
  if (phase === 'starting') {
    return engine.detector === 'ready' ? t.fileOpening : t.fileLoading;
  }
  if (reason !== 'no-face') {
    return t.fileResized;
  }
  return file?.info?.kind === 'picture' ? t.noFacePicture : t.noFaceFrame;
}
