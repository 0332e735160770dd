import { useCallback } from 'react';
import { session } from '../../session/session.ts';

/** A canvas that shows the safe pictures of one view. View 0 is the main picture. */
export function SafeCanvas({ view, label }: { readonly view: number; readonly label: string }) {
  const attach = useCallback(
    (canvas: HTMLCanvasElement | null) => {
      session.attachCanvas(view, canvas);
      return () => session.attachCanvas(view, null);
    },
    [view],
  );
  return (
    <canvas
      ref={attach}
      width={640}
      height={480}
      role="img"
      aria-label={label}
      data-testid={view === 0 ? 'stage' : `stage-${view}`}
    />
  );
}
