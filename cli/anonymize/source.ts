/** `npm run anonymize`: the command from the repository. build/kept-command.mjs makes it one script, as packed.ts is, beside its page. */
import { join } from 'node:path';
import { builtPages } from './built.ts';
import { anonymize } from './main.ts';

/** @param root the repository, whose models it takes @returns the exit code. */
export const main = (args: readonly string[], root: string): Promise<number> =>
  anonymize(args, {
    command: 'npm run anonymize --',
    manual: 'docs/anonymize.md',
    pages: async () => builtPages(import.meta.dirname, join(root, 'public')),
  });
