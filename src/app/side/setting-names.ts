import { i18n } from '../i18n.ts';

/** Settings that messages speak of; each field has its key as `id="setting-KEY"`. */
export const settingNames = {
  size: 'Picture size',
  coverWhenNoFace: 'Cover everything when no face is found',
  renderer: 'Drawn by',
  leakRate: 'Leak meter',
  privacyRate: 'Privacy meter',
} as const;

export type SettingName = keyof typeof settingNames;

export const words = i18n('settingNames', settingNames as Record<SettingName, string>);
