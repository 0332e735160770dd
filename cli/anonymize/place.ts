/** A finished file gets its name in one step: two programs that choose the same name cannot both believe that it was free. */
import { closeSync, linkSync, openSync, renameSync, rmSync } from 'node:fs';

/** Of disks that know no second name for a file: FAT, some that lie in the network. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK']);

/**
 * Gives the file at `from` the name `to`, unless something has that already.
 * @param link for tests.
 * @returns false where the name is taken; nothing was changed then.
 * @throws what the disk refuses.
 */
export function placeNew(from: string, to: string, link = linkSync): boolean {
  const how = attempt(() => link(from, to));
  if (how === '') {
    rmSync(from);
  } else if (NO_LINKS.has(how) && attempt(() => closeSync(openSync(to, 'wx'))) === '') {
    // An empty file of ours kept the name until now.
    renameSync(from, to);
  } else {
    return false;
  }
  return true;
}

/** Why it cannot be done, as the disk's code: the name is taken, or there are no links. Empty when it was done. @throws for other reasons */
function attempt(step: () => void): string {
  try {
    step();
    return '';
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || NO_LINKS.has(code)) {
      return code;
    }
    throw error;
  }
}
