/** Works through a list, several items at once, in any order. */

/**
 * @param lines how many items are worked on at once, each line with its own `work` (from `open`).
 * @param stop asked before each item; true ends early. @returns whether everything was done.
 */
export async function workThrough<T, L>(
  items: readonly T[],
  lines: readonly L[],
  work: (item: T, line: L) => Promise<void>,
  stop: () => boolean,
): Promise<boolean> {
  let next = 0;
  await Promise.all(
    lines.map(async (line) => {
      while (next < items.length && !stop()) {
        await work(items[next++] as T, line);
      }
    }),
  );
  return next >= items.length;
}
