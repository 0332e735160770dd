import { session } from '../../session/session.ts';
import { type Layout, setLayout, setMode, setPreferences, useSession } from '../../session/store.ts';
import { FileCard } from '../file/FileCard.tsx';
import { toggleFullScreen } from '../shortcuts.ts';
import { Adapt } from './Adapt.tsx';
import { Toggle } from './fields.tsx';
import { ModeSelect } from './ModeSelect.tsx';
import { Modes } from './Modes.tsx';
import { Settings } from './Settings.tsx';
import { Tools } from './Tools.tsx';

const LAYOUTS: readonly { readonly id: Layout; readonly label: string }[] = [
  { id: 'single', label: 'One' },
  { id: 'swipe', label: 'Swipe two' },
  { id: 'grid', label: 'Compare four' },
];

export function Controls() {
  const phase = useSession((state) => state.phase);
  const layout = useSession((state) => state.preferences.layout);
  const second = useSession((state) => state.settings.views[1]?.mode);
  const camera = useSession((state) => state.source === 'camera');
  const running = phase === 'live' || phase === 'starting';
  return (
    <>
      <FileCard />
      <Modes />
      <Adapt />
      <fieldset className="card">
        <legend>Picture</legend>
        <div className="segments">
          {LAYOUTS.map(({ id, label }) => (
            <label key={id} className="segment">
              <input type="radio" name="layout" checked={layout === id} onChange={() => setLayout(id)} />
              <span>{label}</span>
            </label>
          ))}
        </div>
        {layout === 'swipe' && second && (
          <div className="field">
            <span>On the right</span>
            <ModeSelect label="Mode on the right" value={second} onChange={(mode) => setMode(1, mode)} />
          </div>
        )}
        {camera && <Camera />}
        <div className="buttons">
          {camera &&
            (running ? (
              <button type="button" onClick={() => session.pause()}>
                Pause
              </button>
            ) : (
              <button
                type="button"
                className={phase === 'idle' ? '' : 'primary'}
                onClick={() => void session.start()}
              >
                {phase === 'idle' ? 'Start' : 'Go on'}
              </button>
            ))}
          <button type="button" onClick={toggleFullScreen}>
            Full screen
          </button>
        </div>
      </fieldset>
      <Tools />
      <Settings />
    </>
  );
}

function Camera() {
  const cameras = useSession((state) => state.cameras);
  const { cameraId, resolution, mirror } = useSession((state) => state.preferences);
  const live = useSession((state) => state.phase === 'live');
  const change = (preference: Parameters<typeof setPreferences>[0]) => {
    setPreferences(preference);
    if (live) {
      void session.start();
    }
  };
  return (
    <>
      {cameras.length > 0 && (
        <label className="field">
          <span>Camera</span>
          <select value={cameraId} onChange={(event) => change({ cameraId: event.target.value })}>
            {!cameras.some((camera) => camera.deviceId === cameraId) && (
              <option value={cameraId}>Any camera</option>
            )}
            {cameras.map((camera) => (
              <option key={camera.deviceId} value={camera.deviceId}>
                {camera.label}
              </option>
            ))}
          </select>
        </label>
      )}
      <label className="field">
        <span>Size</span>
        <select
          value={resolution}
          onChange={(event) => change({ resolution: Number(event.target.value) === 720 ? 720 : 480 })}
        >
          <option value={480}>640 × 480</option>
          <option value={720}>1280 × 720</option>
        </select>
      </label>
      <Toggle
        label="Mirror the picture"
        checked={mirror}
        onChange={(value) => setPreferences({ mirror: value })}
      />
    </>
  );
}
