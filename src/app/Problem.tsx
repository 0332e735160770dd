import { i18n, useWords } from './i18n.ts';

/** Titles and words of problems by code: English comes with the problem, a language has its own. */
export const words = i18n('problems', {} as Record<string, string>);

export interface ProblemLike {
  readonly code?: string;
  readonly title: string;
  readonly words: string;
}

/** A problem's title and words in the language in use. */
export function problemIn(t: Record<string, string>, { code, title, words }: ProblemLike): ProblemLike {
  return { title: t[`${code}.title`] ?? title, words: t[`${code}.words`] ?? words };
}

export function Problem({ problem }: { readonly problem: ProblemLike }) {
  const { title, words: text } = problemIn(useWords(words), problem);
  return (
    <>
      <strong>{title}.</strong> {text}
    </>
  );
}
