import { useCallback, useEffect, useRef } from 'react';
import { session } from '../../session/session.ts';
import { i18n, useWords } from '../i18n.ts';
import { useRelease } from './use-release.ts';

export const words = i18n('hold', { hold: 'Hold to see the raw picture' });

/**
 * The raw picture, for comparison, while a button is held. It is a video element laid over the stage: the canvas and
 * everything that records or sends see safe frames only, always.
 */
export function HoldToSeeRaw({
  held,
  onHold,
}: {
  readonly held: boolean;
  readonly onHold: (held: boolean) => void;
}) {
  const t = useWords(words);
  const video = useRef<HTMLVideoElement>(null);
  const release = useCallback(() => onHold(false), [onHold]);
  useRelease(held, release);
  useEffect(() => {
    if (!held) {
      return;
    }
    const element = video.current;
    if (element) {
      element.srcObject = session.rawStream();
      void element.play().catch(release);
    }
    return () => {
      if (element) {
        element.srcObject = null;
      }
      release();
    };
  }, [held, release]);
  return (
    <>
      {held && <video ref={video} className="raw" data-testid="raw" muted playsInline />}
      <button
        type="button"
        className="hold"
        onPointerDown={() => onHold(true)}
        onKeyDown={(event) => {
          if (event.key === ' ' || event.key === 'Enter') {
            event.preventDefault();
            onHold(true);
          }
        }}
        onContextMenu={(event) => event.preventDefault()}
      >
        {t.hold}
      </button>
    </>
  );
}
