/** What the engine tells: English comes from it, with details; a language may have words of its own for a code. */
import { type State, useSession } from '../session/store.ts';
import { i18n, useWords } from './i18n.ts';

type Notice = State['engine']['notices'][number];

export const words = i18n('notices', {} as Record<string, string>);

/** A notice's words in the language in use. */
export function noticeIn(t: Record<string, string>, { code, words }: Notice): string {
  return t[code] ?? words;
}

/** What is told now under this code, in the viewer's language; null when nothing is. */
export function useNotice(code: Notice['code']): string | null {
  const t = useWords(words);
  const told = useSession(({ engine }) => engine.notices.find((notice) => notice.code === code));
  return told ? noticeIn(t, told) : null;
}
