import { type Level, MODE_ENTRIES, type ModeChoice, modeEntry } from '../session/modes.ts';
import { i18n, useWords } from './i18n.ts';

/** In English these are the modes' own words (`meta.ts`); a language translates those it knows. */
const base: Record<string, string> = Object.fromEntries(
  MODE_ENTRIES.flatMap(({ choice, label, summary, meta }) => [
    [`${choice}.label`, label],
    [`${choice}.summary`, summary],
    [`${choice}.strength`, meta?.strength.words ?? ''],
    ...(meta?.parameters ?? []).flatMap((spec) => [
      [`${choice}.${spec.id}`, spec.label],
      ...(spec.kind === 'choice'
        ? spec.options.map((option) => [`${choice}.${spec.id}.${option.value}`, option.label])
        : []),
    ]),
    ...(meta?.presets ?? []).map((preset) => [`${choice}.preset.${preset.label}`, preset.label]),
  ]),
);
export const modeWords = i18n('modes', base);

export const levelWords = i18n('levels', { weak: 'weak', fair: 'fair', strong: 'strong', raw: 'raw' });

/** What the page says about a mode, in the language in use. */
export function useModeWords(): {
  readonly label: (mode: ModeChoice) => string;
  /** `key` as in `base`, without the mode's name. */
  readonly say: (mode: ModeChoice, key: string) => string;
  readonly level: (mode: ModeChoice) => string;
} {
  const t = useWords(modeWords);
  const levels = useWords(levelWords);
  const say = (mode: ModeChoice, key: string) => t[`${mode}.${key}`] ?? key;
  return {
    label: (mode) => say(mode, 'label'),
    say,
    level: (mode) => levels[levelOf(mode)],
  };
}

export function levelOf(mode: ModeChoice): Level | 'raw' {
  return modeEntry(mode).meta?.strength.level ?? 'raw';
}
