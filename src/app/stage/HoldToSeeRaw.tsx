import { useEffect, useRef, useState } from 'react';
import { session } from '../../session/session.ts';

/**
 * The raw picture, for comparison, while a button is held. It is a video element laid over the stage: the canvas and
 * everything that records or sends see safe frames only, always.
 */
export function HoldToSeeRaw() {
  const [held, setHeld] = useState(false);
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (!held) {
      return;
    }
    const element = video.current;
    const release = () => setHeld(false);
    if (element) {
      element.srcObject = session.rawStream();
      void element.play().catch(release);
    }
    const events = ['pointerup', 'pointercancel', 'keyup', 'blur'] as const;
    for (const name of events) {
      window.addEventListener(name, release);
    }
    document.addEventListener('visibilitychange', release);
    return () => {
      for (const name of events) {
        window.removeEventListener(name, release);
      }
      document.removeEventListener('visibilitychange', release);
      if (element) {
        element.srcObject = null;
      }
    };
  }, [held]);
  return (
    <>
      {held && <video ref={video} className="raw" data-testid="raw" muted playsInline />}
      <button
        type="button"
        className="hold"
        onPointerDown={() => setHeld(true)}
        onKeyDown={(event) => {
          if (event.key === ' ' || event.key === 'Enter') {
            event.preventDefault();
            setHeld(true);
          }
        }}
        onContextMenu={(event) => event.preventDefault()}
      >
        Hold to see the raw picture
      </button>
    </>
  );
}
