import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { DESK_CLASSES } from '../../engine/meters/action/desk/classes.ts';

type Words = Record<string, string | Record<string, string>>;

let english: Record<string, Words> = {};
const languages = import.meta.glob<Record<string, Words>>('./??.ts', { import: 'default', eager: true });

/** English stands in the components: all of them are loaded, though there is no page here. */
beforeAll(async () => {
  vi.stubGlobal('navigator', { languages: ['en'] });
  vi.stubGlobal('document', { documentElement: { setAttribute: () => undefined } });
  const { i18n } = await import('../i18n.ts');
  await Promise.all(Object.values(import.meta.glob('../**/*.tsx')).map((load) => load()));
  english = i18n.cache.en as unknown as Record<string, Words>;
}, 60_000);

/** The `{names}` in a text or in all forms of a plural, but for the number, which a form may spell out. */
function names(text: string | Record<string, string> | undefined): string[] {
  const all = typeof text === 'string' ? text : Object.values(text ?? {}).join(' ');
  return [...new Set(all.match(/\{\w+\}/g) ?? [])].filter((name) => name !== '{count}').sort();
}

test.each(Object.entries(languages))(
  '%s says everything that English says, with the same names in it',
  (_, words) => {
    expect(Object.keys(english).length).toBeGreaterThan(25);
    for (const [component, messages] of Object.entries(english)) {
      for (const [key, text] of Object.entries(messages)) {
        const translated = words[component]?.[key];
        // A mode's presets that are whole numbers only are the same everywhere, and 'None' has no words on its strength.
        if (component === 'modes' && (text === '' || /preset\..*\d/.test(key)) && !/\d\.\d/.test(key)) {
          continue;
        }
        expect(translated, `${component}.${key}`).toBeTruthy();
        expect(names(translated), `${component}.${key}`).toEqual(names(text));
      }
    }
  },
);

test('the language that is set comes first, then the browser’s, whatever country’s; English where there is none', async () => {
  const { chooseLanguage } = await import('../i18n.ts');
  expect(chooseLanguage('', ['de-AT', 'en'])).toBe('de');
  expect(chooseLanguage('en', ['de'])).toBe('en');
  expect(chooseLanguage('xx', ['fr', 'tlh'])).toBe('en');
});

test('numbers are written as the language writes them', async () => {
  const { inDigits, language, percent } = await import('../i18n.ts');
  expect([inDigits(1234.5), inDigits(2, 1), percent(0.057, 1)]).toEqual(['1,234.5', '2.0', '5.7 %']);
  language.set('de');
  expect([inDigits(1234.5), inDigits(2, 1), percent(0.057, 1)]).toEqual(['1.234,5', '2,0', '5,7 %']);
  language.set('en');
});

test.each(Object.entries(languages))('%s says nothing that English does not say', (_, words) => {
  for (const [component, messages] of Object.entries(words)) {
    // Those of the engine's notices, problems and evidence are told apart by code, and their English is the engine's; actions are mostly
    // their own words.
    if (!['notices', 'problems', 'actionEvidence', 'actionNames'].includes(component)) {
      expect(Object.keys(english[component] ?? {}), component).toEqual(
        expect.arrayContaining(Object.keys(messages)),
      );
    }
  }
});

test.each(Object.entries(languages))(
  '%s says what each label of a desk rests on, and of no other',
  (_, words) => {
    const labels = DESK_CLASSES.map(({ label }) => label).sort();
    expect(Object.keys(words.actionEvidence ?? {}).sort()).toEqual(labels);
  },
);

test.each(Object.entries(languages))('%s says every action that is told, of both detectors', (_, words) => {
  const model = join(import.meta.dirname, '../../../public/models/action-nanodet-8bit.json');
  const drivers = JSON.parse(readFileSync(model, 'utf8')).metadata.network.classes;
  const told = [...DESK_CLASSES.map(({ label }) => label), ...drivers, 'none', 'away'];
  expect(Object.keys(words.actionNames ?? {}).sort()).toEqual([...new Set(told)].sort());
});
