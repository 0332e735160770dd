/** What the engine tells: English comes from it, with details; a language may have words of its own for a code. */
import { type State, useSession } from '../session/store.ts';
import { i18n, useWords } from './i18n.ts';

export const words = i18n('notices', {} as Record<string, string>);

/** What is told now under this code, in the viewer's language; null when nothing is. */
export function useNotice(code: State['engine']['notices'][number]['code']): string | null {
  const t = useWords(words);
  const told = useSession(({ engine }) => engine.notices.find((notice) => notice.code === code));
  return told ? (t[code] ?? told.words) : null;
}
