/** What went wrong, in words, and the exit code that goes with it. */
import { messageOf } from '../../src/base/errors.ts';
import { printable, printableLines } from './printable.ts';

/** Something the person who runs the command can put right; its words say what to do. Shown without a stack. */
export class UsageError extends Error {}

/** The run was stopped before its end; what is there is kept. */
export class StoppedError extends Error {}

/** What was found could not be kept; nothing after it can be either, so the run ends. Shown without a stack. */
export class DiskError extends Error {}

/** What the disk refused, by the system's code, and what to do. */
const DISK_WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'There is no room left on the disk. Make room, then give the same command again.',
  EDQUOT: 'Your share of the disk is used up. Make room, then give the same command again.',
  EFBIG: 'The file would be larger than this system allows. Choose a place that takes larger files.',
  EACCES: 'That is not allowed to you. Choose a place of your own, or have the permissions changed.',
  EPERM: 'That is not allowed to you. Choose a place of your own, or have the permissions changed.',
  EROFS: 'The disk can only be read. Choose another place for what is written.',
  ENOTDIR: 'A file is where a folder is needed. Choose another place, or move that file away.',
  EEXIST: 'A file is where a folder is needed. Choose another place, or move that file away.',
  EISDIR: 'A folder is where a file is needed. Choose another name, or move that folder away.',
  ENAMETOOLONG: 'The name is too long for this disk. Choose a shorter one.',
  EIO: 'The disk could not be read or written. Check the disk, then give the same command again.',
};

/** Words for what the disk refused; null for any other error. */
export function diskWords(error: unknown): string | null {
  const { code = '', path } = (error ?? {}) as NodeJS.ErrnoException;
  const words = Object.hasOwn(DISK_WORDS, code) ? DISK_WORDS[code] : undefined;
  return words === undefined ? null : path ? `${printable(path)}: ${words}` : words;
}

export const wordsOf = (error: unknown): string => diskWords(error) ?? messageOf(error);

const ignore = (): void => undefined;

/** @returns what `command` returns, or 130 when it was stopped, 2 when it was not understood, 1 when it failed, and says so. */
export async function exitCodeOf(command: () => Promise<number>): Promise<number> {
  // Whoever read what is said (`| head`, a terminal) may be gone: the work goes on, and ends as it should.
  for (const stream of [process.stdout, process.stderr]) {
    if (!stream.listeners('error').includes(ignore)) {
      stream.on('error', ignore);
    }
  }
  try {
    return await command();
  } catch (error) {
    const expected =
      [UsageError, StoppedError, DiskError].some((kind) => error instanceof kind) ||
      diskWords(error) !== null;
    const words = (error instanceof Error && !expected && error.stack) || wordsOf(error);
    process.stderr.write(`${printableLines(words)}\n`);
    return error instanceof StoppedError ? 130 : error instanceof UsageError ? 2 : 1;
  }
}
