import { type CSSProperties, useState } from 'react';
import { setMode, useSession } from '../../session/store.ts';
import { ActionOverlay } from '../actions/ActionOverlay.tsx';
import { FileLayers } from '../file/later.ts';
import { i18n, params, useWords } from '../i18n.ts';
import { Later } from '../Later.tsx';
import { useModeWords } from '../mode-words.ts';
import { RecordingBadge } from '../RecordingBadge.tsx';
import { ModeSelect } from '../side/ModeSelect.tsx';
import { Divider } from './Divider.tsx';
import { HoldToSeeRaw } from './HoldToSeeRaw.tsx';
import { Intro } from './Intro.tsx';
import { Overlay } from './Overlay.tsx';
import { SafeCanvas } from './SafeCanvas.tsx';

export const words = i18n('stage', {
  picture: 'Picture',
  ofCamera: params('{mode}: your camera with faces covered'),
  ofFile: params('{mode}: your file with faces covered'),
  modeOf: params('Mode of picture {n}'),
  divider: params('Divider: {left} on the left, {right} on the right'),
  drop: 'Drop it here. It stays on this device.',
});

/** The picture: one view, two with a divider, or four. */
export function Stage({ dropping }: { readonly dropping: boolean }) {
  const t = useWords(words);
  const { label } = useModeWords();
  const phase = useSession((state) => state.phase);
  const views = useSession((state) => state.settings.views);
  const layout = useSession((state) => state.preferences.layout);
  const camera = useSession((state) => state.source === 'camera');
  const aspect = useSession((state) => state.aspect);
  const mirror = useSession((state) => state.preferences.mirror) && camera;
  const greyed = useSession(
    (state) => state.trouble !== null || state.phase === 'paused' || state.phase === 'error',
  );
  const [divider, setDivider] = useState(50);
  const [held, setHeld] = useState(false);
  const classes = [
    'stage',
    `stage-${layout}`,
    mirror && 'mirrored',
    greyed && 'greyed',
    phase === 'idle' && 'empty',
  ];
  const compares = views.some((view) => view.mode === 'none') && phase === 'live' && camera;
  return (
    <section
      id="picture"
      tabIndex={-1}
      className={classes.filter(Boolean).join(' ')}
      aria-label={t.picture}
      style={{ '--aspect': aspect } as CSSProperties}
    >
      <div className="views">
        {views.map((view, i) => (
          <figure
            // biome-ignore lint/suspicious/noArrayIndexKey: a view is its place; its canvas stays when its mode changes.
            key={i}
            className="view"
            style={layout === 'swipe' && i === 1 ? { clipPath: `inset(0 0 0 ${divider}%)` } : undefined}
          >
            <SafeCanvas view={i} label={(camera ? t.ofCamera : t.ofFile)({ mode: label(view.mode) })} />
            {i === 0 && camera && phase === 'live' && <ActionOverlay mirror={mirror} />}
            {i === 0 && !camera && (
              <Later>
                <FileLayers />
              </Later>
            )}
            {layout === 'grid' && (
              <figcaption>
                <ModeSelect
                  label={t.modeOf({ n: i + 1 })}
                  value={view.mode}
                  onChange={(mode) => setMode(i, mode)}
                />
              </figcaption>
            )}
          </figure>
        ))}
      </div>
      {layout === 'swipe' && phase !== 'idle' && (
        <Divider
          at={divider}
          label={t.divider({
            left: label(views[0]?.mode ?? 'mask'),
            right: label(views[1]?.mode ?? 'mask'),
          })}
          onMove={setDivider}
        />
      )}
      {phase === 'idle' ? <Intro /> : !(held && compares) && <Overlay />}
      {compares && <HoldToSeeRaw held={held} onHold={setHeld} />}
      <RecordingBadge />
      {dropping && <p className="drop-hint">{t.drop}</p>}
    </section>
  );
}
