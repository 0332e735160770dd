/** A finished file gets its name in one step: two programs that choose the same name cannot both believe that it was free. */
import { closeSync, linkSync, openSync, renameSync, rmSync } from 'node:fs';

/**
 * Gives the file at `from` the name `to`, unless something has that already.
 * @param link for tests.
 * @returns false where the name is taken.
 * @throws what the disk refuses. Where nothing was placed, nothing was changed.
 */
export function placeNew(from: string, to: string, link = linkSync): boolean {
  try {
    link(from, to);
  } catch (error) {
    return !isTaken(error) && placeWithoutLink(from, to);
  }
  rmSync(from);
  return true;
}

/** On disks that know no second name for a file (FAT, some in the network; they say so in many ways) an empty file keeps the name first. */
function placeWithoutLink(from: string, to: string): boolean {
  try {
    closeSync(openSync(to, 'wx'));
  } catch (error) {
    if (isTaken(error)) {
      return false;
    }
    throw error;
  }
  try {
    renameSync(from, to);
  } catch (error) {
    rmSync(to);
    throw error;
  }
  return true;
}

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EEXIST';
}
