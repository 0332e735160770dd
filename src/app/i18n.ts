/**
 * The page's words. English stands in the component that says it; every other language is a file in `words/`, named after its
 * code and loaded when it is chosen.
 */
import { createI18n, type Messages, translationsLoading } from '@nanostores/i18n';
import { atom } from 'nanostores';
import { store } from '../session/store.ts';

export { count, params } from '@nanostores/i18n';
export { useStore as useWords } from '@nanostores/react';

/** Words by component, each as `i18n` of that component has them in English. */
type Catalogue = Record<string, Record<string, string | Record<string, string>>>;

const catalogues = import.meta.glob<Catalogue>('./words/??.ts', { import: 'default' });

/** Codes of the languages that there are, English first. */
export const LANGUAGES: readonly string[] = [
  'en',
  ...Object.keys(catalogues).map((path) => path.replace(/^.*\/|\.ts$/g, '')),
];

/** The first language that there are words in: the one that is set, then the browser's, whatever country's they are. */
export function chooseLanguage(set: string, wanted: readonly string[]): string {
  return (
    [set, ...wanted].map((code) => code.replace(/-.*/, '')).find((code) => LANGUAGES.includes(code)) ?? 'en'
  );
}

export const language = atom('en');
const follow = () => {
  const { preferences } = store.getState();
  language.set(chooseLanguage(preferences.language, globalThis.navigator?.languages ?? []));
};
follow();
store.subscribe(follow);
language.subscribe((code) => {
  globalThis.document?.documentElement.setAttribute('lang', code);
});

export const i18n = createI18n<string, 'en'>(language, {
  get: async (code) => (await catalogues[`./words/${code}.ts`]?.()) ?? {},
});

/** Resolves when the words of the language in use are there; a message is mounted meanwhile, since only then they are fetched. */
export async function wordsReady(messages: Messages): Promise<void> {
  const unmount = messages.listen(() => undefined);
  await translationsLoading(i18n);
  unmount();
}

/** A number as the language in use writes it. @param places behind the point, exactly; up to three, as needed, where they are not given */
export function inDigits(value: number, places?: number): string {
  const digits = { minimumFractionDigits: places, maximumFractionDigits: places };
  return value.toLocaleString(language.get(), digits);
}

/** @param share 0..1 */
export function percent(share: number, places = 0): string {
  return `${inDigits(share * 100, places)} %`;
}

/** A language's own name for itself. */
export function nameOf(code: string): string {
  return new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
}

/** What a translation of these messages has to have: the same keys; a plural has its forms. */
export type Texts<M> =
  M extends Messages<infer Body>
    ? {
        readonly [Key in keyof Body]: Body[Key] extends string
          ? string
          : string | Partial<Record<Intl.LDMLPluralRule, string>>;
      }
    : never;
