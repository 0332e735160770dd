/** Whatever was thrown, as an `Error`. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** What is wrong, in words, of whatever was thrown. */
export function messageOf(error: unknown): string {
  return asError(error).message;
}
