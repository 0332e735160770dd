/** `npm run anonymize`: the command from the repository. Its page is built each time, of the sources as they are. */
import { PAGE_ONLY } from '../../build/leave-out.mjs';
import { buildPages } from '../../build/pages.mjs';
import { anonymize } from './main.ts';
import { PAGE } from './work.ts';

export const main = (args: readonly string[]): Promise<number> =>
  anonymize(args, {
    command: 'npm run anonymize --',
    manual: 'docs/anonymize.md',
    pages: () => buildPages([PAGE], PAGE_ONLY),
  });
