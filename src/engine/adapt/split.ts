/** Which pictures are learned from, and which are judged by. */

/** Whether the example of this index, from 0, is kept apart to judge by: every fourth one. */
export function isKeptApart(index: number): boolean {
  return index % 4 === 1;
}

/** Both parts are never empty. @throws RangeError for fewer than two. */
export function split<T>(examples: readonly T[]): {
  readonly learn: readonly T[];
  readonly judge: readonly T[];
} {
  if (examples.length < 2) {
    throw new RangeError('Adapting needs at least two pictures of the face.');
  }
  return {
    learn: examples.filter((_, i) => !isKeptApart(i)),
    judge: examples.filter((_, i) => isKeptApart(i)),
  };
}
