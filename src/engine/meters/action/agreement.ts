/**
 * Whether two pictures give the same labels: as many people of each. Null where neither has anybody, since then there is
 * nothing to agree about.
 */
export function labelsAgree(
  a: readonly { readonly label: string }[],
  b: readonly { readonly label: string }[],
): boolean | null {
  if (a.length === 0 && b.length === 0) {
    return null;
  }
  const names = (people: readonly { readonly label: string }[]) => people.map(({ label }) => label).sort();
  return names(a).join('\n') === names(b).join('\n');
}
