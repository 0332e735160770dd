import { resetSettings, setSettings, useSession } from '../../session/store.ts';
import { Range, Toggle } from './fields.tsx';

export function Settings() {
  const settings = useSession((state) => state.settings);
  return (
    <details className="card settings">
      <summary>Settings</summary>
      <Toggle
        label="Cover everything when no face is found"
        hint="Off: the picture is shown as it is when nobody seems to be in it."
        checked={settings.coverWhenNoFace}
        onChange={(coverWhenNoFace) => setSettings({ coverWhenNoFace })}
      />
      <Toggle
        label="Thorough detection"
        hint="Every pass on every frame: slower, misses less."
        checked={settings.thorough}
        onChange={(thorough) => setSettings({ thorough })}
      />
      <Range
        label="Box enlargement"
        min={1.2}
        max={3}
        step={0.1}
        value={settings.enlarge}
        words={`× ${settings.enlarge.toFixed(1)}`}
        onChange={(enlarge) => setSettings({ enlarge })}
      />
      <Range
        label="Soft edge"
        min={0}
        max={0.5}
        step={0.05}
        value={settings.feather}
        words={`${Math.round(settings.feather * 100)} %`}
        onChange={(feather) => setSettings({ feather })}
      />
      <Range
        label="Linger after a face is lost"
        min={0}
        max={5000}
        step={250}
        value={settings.linger}
        words={`${(settings.linger / 1000).toFixed(2)} s`}
        onChange={(linger) => setSettings({ linger })}
      />
      <Range
        label="Growth with speed"
        min={0}
        max={3}
        step={0.25}
        value={settings.growth}
        words={`× ${settings.growth}`}
        onChange={(growth) => setSettings({ growth })}
      />
      <Range
        label="Leak meter"
        min={0}
        max={2}
        step={0.5}
        value={settings.auditRate}
        words={settings.auditRate === 0 ? 'off' : `${settings.auditRate} a second`}
        onChange={(auditRate) => setSettings({ auditRate })}
      />
      <Range
        label="Privacy meter"
        min={0}
        max={1}
        step={0.25}
        value={settings.privacyRate}
        words={settings.privacyRate === 0 ? 'off' : `every ${Math.round(1 / settings.privacyRate)} s`}
        onChange={(privacyRate) => setSettings({ privacyRate })}
      />
      <label className="field">
        <span>Drawn by</span>
        <select
          value={settings.renderer}
          onChange={(event) => setSettings({ renderer: event.target.value as typeof settings.renderer })}
        >
          <option value="auto">Automatic</option>
          <option value="webgpu">WebGPU</option>
          <option value="cpu">CPU</option>
        </select>
      </label>
      <button type="button" className="quiet" onClick={resetSettings}>
        Reset
      </button>
    </details>
  );
}
