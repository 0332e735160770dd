/** Something the person who runs the command can put right; its words say what to do. Shown without a stack. */
export class UsageError extends Error {}

export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
