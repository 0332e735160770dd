import { useCallback, useEffect, useRef, useState } from 'react';
import { statistics } from '../../session/statistics.ts';
import { type State, useSession } from '../../session/store.ts';
import { count, i18n, useWords } from '../i18n.ts';

export const words = i18n('status', {
  idle: 'Off',
  starting: 'Starting',
  paused: 'Paused',
  stopped: 'Stopped',
  still: 'The picture stands still',
  covered: 'Everything covered',
  noFace: 'Everything covered: no face found',
  lost: 'Everything covered: a face was lost',
  faces: count({ one: 'One face covered', other: '{count} faces covered' }),
  nobody: 'No face in the picture',
  live: 'live',
  recording: 'recording',
});

type Words = ReturnType<typeof words.get>;

/** ms that a state has to last before it is announced: not every lost frame is news. */
const ANNOUNCE_AFTER = 1500;

/** One quiet line; its data attributes are written on every frame (docs/qa.md). Numbers about speed are in Insight. */
export function StatusLine() {
  const t = useWords(words);
  const text = useSession((state) => sentence(state, t));
  const live = useSession((state) => state.phase === 'live' && !state.trouble && state.source === 'camera');
  const recording = useSession((state) => state.tools.recording === 'on');
  const attach = useCallback((element: HTMLElement | null) => {
    statistics.attachStatus(element);
    return () => statistics.attachStatus(null);
  }, []);
  return (
    <>
      <p ref={attach} className="status" data-testid="status" data-state="idle">
        <span className="status-dot" aria-hidden="true" />
        {text}
        {live && ` · ${recording ? t.recording : t.live}`}
      </p>
      <Announcer text={text} />
    </>
  );
}

/** Says changes to a screen reader, politely, once they have lasted. */
function Announcer({ text }: { readonly text: string }) {
  const [said, setSaid] = useState('');
  const first = useRef(text);
  useEffect(() => {
    if (text === first.current) {
      return;
    }
    first.current = '';
    const timer = setTimeout(() => setSaid(text), ANNOUNCE_AFTER);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <span className="visually-hidden" role="status">
      {said}
    </span>
  );
}

function sentence({ phase, reason, trouble, stats }: State, t: Words): string {
  switch (phase) {
    case 'idle':
      return t.idle;
    case 'starting':
      return t.starting;
    case 'paused':
      return t.paused;
    case 'error':
      return t.stopped;
    case 'live':
      if (trouble) {
        return t.still;
      }
      if (reason === 'faces') {
        return stats.faces > 0 ? t.faces(stats.faces) : t.nobody;
      }
      return reason === 'no-face' ? t.noFace : reason === 'face-lost' ? t.lost : t.covered;
  }
}
