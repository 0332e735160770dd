/**
 * The file as it is, beside what is covered: while a button is held, or left of a divider. It is the browser's own picture or player
 * laid over the stage; canvases, recorder and files see safe frames only, always.
 */
import { type RefObject, useEffect, useRef, useState } from 'react';
import { compare } from '../../session/corrections.ts';
import { files } from '../../session/files.ts';
import { useSession } from '../../session/store.ts';
import { i18n, useWords } from '../i18n.ts';
import { Divider } from '../stage/Divider.tsx';
import { useRelease } from '../stage/use-release.ts';

export const words = i18n('before', {
  hold: 'Hold to see it raw',
  divider: 'Raw beside covered',
  handle: 'Divider: raw on the left, covered on the right',
  raw: 'Raw',
});

export function BeforeButtons() {
  const t = useWords(words);
  const compared = useSession((state) => state.file?.compared ?? 'off');
  useRelease(compared === 'held', release);
  return (
    <>
      <button
        type="button"
        className="hold-raw"
        aria-pressed={compared === 'held'}
        onPointerDown={() => compare('held')}
        onKeyDown={(event) => {
          if ((event.key === ' ' || event.key === 'Enter') && !event.repeat) {
            event.preventDefault();
            compare('held');
          }
        }}
        onContextMenu={(event) => event.preventDefault()}
      >
        {t.hold}
      </button>
      <button
        type="button"
        aria-pressed={compared === 'divider'}
        onClick={() => compare(compared === 'divider' ? 'off' : 'divider')}
      >
        {t.divider}
      </button>
    </>
  );
}

const release = () => compare('off');

/** Over the picture. */
export function Before() {
  const t = useWords(words);
  const compared = useSession((state) => state.file?.compared ?? 'off');
  const [divider, setDivider] = useState(50);
  if (compared === 'off') {
    return null;
  }
  const clip = compared === 'divider' ? `inset(0 ${100 - divider}% 0 0)` : undefined;
  return (
    <>
      <div className="before" data-testid="before" style={{ clipPath: clip }}>
        <RawFile />
        <span className="before-tag" aria-hidden="true">
          {t.raw}
        </span>
      </div>
      {compared === 'divider' && <Divider at={divider} label={t.handle} onMove={setDivider} />}
    </>
  );
}

function RawFile() {
  const video = useSession((state) => state.file?.info?.kind === 'video');
  const position = useSession((state) => state.file?.position ?? 0);
  const element = useRef<HTMLVideoElement>(null);
  useRawSource(element, position);
  return video ? (
    <video ref={element} muted playsInline preload="auto" />
  ) : (
    <img src={files.rawUrl() ?? undefined} alt="" />
  );
}

/** Has a player show the open video at `position`, seconds. */
export function useRawSource(element: RefObject<HTMLVideoElement | null>, position: number): void {
  useEffect(() => {
    const player = element.current;
    if (player) {
      player.src = files.rawUrl() ?? '';
      return () => player.removeAttribute('src');
    }
    return undefined;
  }, [element]);
  useEffect(() => {
    if (element.current) {
      // A little into the frame: at its very beginning some players show the one before.
      element.current.currentTime = position + 0.001;
    }
  }, [element, position]);
}
