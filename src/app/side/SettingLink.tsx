import { useWords } from '../i18n.ts';
import { type SettingName, words } from './setting-names.ts';
import { showSetting } from './sheet.ts';

/** Leads from a message to the setting that it speaks of. */
export function SettingLink({ setting }: { readonly setting: SettingName }) {
  const t = useWords(words);
  return (
    <button type="button" className="link" onClick={() => void showSetting(setting)}>
      {t[setting]}
    </button>
  );
}
