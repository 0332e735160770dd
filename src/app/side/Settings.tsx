import { resetSettings, setPreferences, setSettings, useSession } from '../../session/store.ts';
import { i18n, inDigits, LANGUAGES, nameOf, params, useWords } from '../i18n.ts';
import { Range, Toggle } from './fields.tsx';
import { words as settingNames } from './setting-names.ts';

export const words = i18n('settings', {
  title: 'Settings',
  noFaceHint: 'Off: the picture is shown as it is when nobody seems to be in it.',
  thorough: 'Thorough detection',
  thoroughHint: 'Every pass on every frame: slower, misses less.',
  off: 'off',
  aSecond: params('{n} a second'),
  everySeconds: params('every {n} s'),
  automatic: 'Automatic',
  theme: 'Colours',
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
  language: 'Language',
  asBrowser: 'As the browser',
  shortcuts: 'Single keys as shortcuts',
  shortcutsHint: 'Off: letters and digits do nothing, for those who speak to their computer.',
  reset: 'Reset',
});

export function Settings() {
  const t = useWords(words);
  const names = useWords(settingNames);
  const settings = useSession((state) => state.settings);
  const camera = useSession((state) => state.source === 'camera');
  const { theme, language, shortcuts } = useSession((state) => state.preferences);
  return (
    <details className="card settings">
      <summary>{t.title}</summary>
      <Toggle
        id="setting-coverWhenNoFace"
        label={names.coverWhenNoFace}
        hint={t.noFaceHint}
        checked={settings.coverWhenNoFace}
        onChange={(coverWhenNoFace) => setSettings({ coverWhenNoFace })}
      />
      <Toggle
        label={t.thorough}
        hint={t.thoroughHint}
        checked={settings.thorough}
        onChange={(thorough) => setSettings({ thorough })}
      />
      <Range
        id="setting-leakRate"
        label={names.leakRate}
        min={0}
        max={2}
        step={0.5}
        value={settings.leakRate}
        words={settings.leakRate === 0 ? t.off : t.aSecond({ n: inDigits(settings.leakRate) })}
        onChange={(leakRate) => setSettings({ leakRate })}
      />
      {camera && (
        <Range
          id="setting-privacyRate"
          label={names.privacyRate}
          min={0}
          max={1}
          step={0.25}
          value={settings.privacyRate}
          words={
            settings.privacyRate === 0 ? t.off : t.everySeconds({ n: inDigits(1 / settings.privacyRate, 0) })
          }
          onChange={(privacyRate) => setSettings({ privacyRate })}
        />
      )}
      <label className="field">
        <span>{names.renderer}</span>
        <select
          id="setting-renderer"
          value={settings.renderer}
          onChange={(event) => setSettings({ renderer: event.target.value as typeof settings.renderer })}
        >
          <option value="auto">{t.automatic}</option>
          <option value="webgpu">WebGPU</option>
          <option value="cpu">CPU</option>
        </select>
      </label>
      <label className="field">
        <span>{t.theme}</span>
        <select
          value={theme}
          onChange={(event) => setPreferences({ theme: event.target.value as typeof theme })}
        >
          <option value="system">{t.system}</option>
          <option value="light">{t.light}</option>
          <option value="dark">{t.dark}</option>
        </select>
      </label>
      <label className="field">
        <span>{t.language}</span>
        <select
          value={LANGUAGES.includes(language) ? language : ''}
          onChange={(event) => setPreferences({ language: event.target.value })}
        >
          <option value="">{t.asBrowser}</option>
          {LANGUAGES.map((code) => (
            <option key={code} value={code} lang={code}>
              {nameOf(code)}
            </option>
          ))}
        </select>
      </label>
      <Toggle
        label={t.shortcuts}
        hint={t.shortcutsHint}
        checked={shortcuts}
        onChange={(on) => setPreferences({ shortcuts: on })}
      />
      <button type="button" className="quiet" onClick={resetSettings}>
        {t.reset}
      </button>
    </details>
  );
}
