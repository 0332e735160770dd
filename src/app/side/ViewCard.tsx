import { session } from '../../session/session.ts';
import { type Layout, setLayout, setMode, setPreferences, useSession } from '../../session/store.ts';
import { tools } from '../../session/tools.ts';
import { i18n, useWords } from '../i18n.ts';
import { Toggle } from './fields.tsx';
import { ModeSelect } from './ModeSelect.tsx';
import { words as settingNames } from './setting-names.ts';

export const words = i18n('view', {
  legend: 'View',
  single: 'One',
  swipe: 'Swipe two',
  grid: 'Compare four',
  onTheRight: 'On the right',
  modeOnTheRight: 'Mode on the right',
  camera: 'Camera',
  anyCamera: 'Any camera',
  standard: 'Standard, 480p',
  sharp: 'Sharp, 720p',
  mirror: 'Mirror the picture',
  recordAs: 'Record as',
  recordSound: 'Record sound',
  noSound:
    'Recordings are silent in this browser: it gives a page no sound piece by piece. Chrome and Edge do.',
  recordSoundHint:
    'The microphone is asked for when a recording begins. Voices stay as they are: they may tell who speaks.',
});

const LAYOUTS: readonly Layout[] = ['single', 'swipe', 'grid'];

/** What is shown of the camera or file, and how many modes of it at once. */
export function ViewCard() {
  const t = useWords(words);
  const layout = useSession((state) => state.preferences.layout);
  const second = useSession((state) => state.settings.views[1]?.mode);
  const camera = useSession((state) => state.source === 'camera');
  return (
    <fieldset className="card">
      <legend>{t.legend}</legend>
      <div className="segments">
        {LAYOUTS.map((id) => (
          <label key={id} className="segment">
            <input type="radio" name="layout" checked={layout === id} onChange={() => setLayout(id)} />
            <span>{t[id]}</span>
          </label>
        ))}
      </div>
      {layout === 'swipe' && second && (
        <div className="field">
          <span>{t.onTheRight}</span>
          <ModeSelect label={t.modeOnTheRight} value={second} onChange={(mode) => setMode(1, mode)} />
        </div>
      )}
      {camera && <Camera />}
    </fieldset>
  );
}

function Camera() {
  const t = useWords(words);
  const names = useWords(settingNames);
  const cameras = useSession((state) => state.cameras);
  const { cameraId, resolution, mirror, recordAs, recordSound } = useSession((state) => state.preferences);
  const live = useSession((state) => state.phase === 'live' && !state.trial);
  const recording = useSession((state) => state.tools.recording !== 'off');
  const change = (preference: Parameters<typeof setPreferences>[0]) => {
    setPreferences(preference);
    if (live) {
      void session.start();
    }
  };
  return (
    <>
      {/* There before the cameras are known too: nothing moves when they are. */}
      <label className="field">
        <span>{t.camera}</span>
        <select value={cameraId} onChange={(event) => change({ cameraId: event.target.value })}>
          {!cameras.some((camera) => camera.deviceId === cameraId) && (
            <option value={cameraId}>{t.anyCamera}</option>
          )}
          {cameras.map((camera) => (
            <option key={camera.deviceId} value={camera.deviceId}>
              {camera.label}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{names.size}</span>
        <select
          id="setting-size"
          value={resolution}
          onChange={(event) => change({ resolution: Number(event.target.value) === 720 ? 720 : 480 })}
        >
          <option value={480}>{t.standard}</option>
          <option value={720}>{t.sharp}</option>
        </select>
      </label>
      <label className="field">
        <span>{t.recordAs}</span>
        <select
          value={recordAs}
          disabled={recording}
          onChange={(event) => setPreferences({ recordAs: event.target.value === 'webm' ? 'webm' : 'mp4' })}
        >
          <option value="mp4">MP4</option>
          <option value="webm">WebM</option>
        </select>
      </label>
      {tools.canRecordSound ? (
        <Toggle
          label={t.recordSound}
          hint={t.recordSoundHint}
          checked={recordSound}
          onChange={(value) => setPreferences({ recordSound: value })}
        />
      ) : (
        <p className="hint">{t.noSound}</p>
      )}
      <Toggle label={t.mirror} checked={mirror} onChange={(value) => setPreferences({ mirror: value })} />
    </>
  );
}
