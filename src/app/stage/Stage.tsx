import { useState } from 'react';
import { modeEntry } from '../../session/modes.ts';
import { setMode, useSession } from '../../session/store.ts';
import { ActionOverlay } from '../actions/ActionOverlay.tsx';
import { ModeSelect } from '../controls/ModeSelect.tsx';
import { HoldToSeeRaw } from './HoldToSeeRaw.tsx';
import { Intro } from './Intro.tsx';
import { Overlay } from './Overlay.tsx';
import { SafeCanvas } from './SafeCanvas.tsx';

/** The picture: one view, two with a divider, or four. */
export function Stage({ dropping }: { readonly dropping: boolean }) {
  const phase = useSession((state) => state.phase);
  const views = useSession((state) => state.settings.views);
  const layout = useSession((state) => state.preferences.layout);
  const camera = useSession((state) => state.source === 'camera');
  const mirror = useSession((state) => state.preferences.mirror) && camera;
  const greyed = useSession(
    (state) => state.trouble !== null || state.phase === 'paused' || state.phase === 'error',
  );
  const [divider, setDivider] = useState(50);
  const classes = [
    'stage',
    `stage-${layout}`,
    mirror && 'mirrored',
    !camera && 'from-file',
    greyed && 'greyed',
    phase === 'idle' && 'empty',
  ];
  return (
    <section className={classes.filter(Boolean).join(' ')} aria-label="Picture">
      <div className="views">
        {views.map((view, i) => (
          <figure
            // biome-ignore lint/suspicious/noArrayIndexKey: a view is its place; its canvas stays when its mode changes.
            key={i}
            className="view"
            style={layout === 'swipe' && i === 1 ? { clipPath: `inset(0 0 0 ${divider}%)` } : undefined}
          >
            <SafeCanvas
              view={i}
              label={`${modeEntry(view.mode).label}: your ${camera ? 'camera' : 'file'} with faces covered`}
            />
            {i === 0 && phase === 'live' && <ActionOverlay mirror={mirror} />}
            {layout === 'grid' && (
              <figcaption>
                <ModeSelect
                  label={`Mode of picture ${i + 1}`}
                  value={view.mode}
                  onChange={(mode) => setMode(i, mode)}
                />
              </figcaption>
            )}
          </figure>
        ))}
      </div>
      {layout === 'swipe' && phase !== 'idle' && (
        <>
          <div className="divider" style={{ left: `${divider}%` }} />
          <input
            className="divider-handle"
            type="range"
            min="0"
            max="100"
            value={divider}
            aria-label={`Divider: ${modeEntry(views[0]?.mode ?? 'mask').label} on the left, ${modeEntry(views[1]?.mode ?? 'blur').label} on the right`}
            onChange={(event) => setDivider(Number(event.target.value))}
          />
        </>
      )}
      {views.some((view) => view.mode === 'none') && phase === 'live' && camera && <HoldToSeeRaw />}
      {phase === 'idle' ? <Intro /> : <Overlay />}
      {dropping && <p className="drop-hint">Drop it here. It stays on this device.</p>}
    </section>
  );
}
