/** What went wrong, in words, and the exit code that goes with it. */

/** Something the person who runs the command can put right; its words say what to do. Shown without a stack. */
export class UsageError extends Error {}

/** The run was stopped before its end; what is there is kept. */
export class StoppedError extends Error {}

export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** @returns what `command` returns, or 130 when it was stopped, 2 when it was not understood, 1 when it failed, and says so. */
export async function exitCodeOf(command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    const expected = error instanceof UsageError || error instanceof StoppedError;
    const words = error instanceof Error && !expected ? error.stack : wordsOf(error);
    process.stderr.write(`${words}\n`);
    return error instanceof StoppedError ? 130 : error instanceof UsageError ? 2 : 1;
  }
}
