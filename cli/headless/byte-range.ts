/**
 * The bytes that a `Range` header asks for: first and last, inclusive.
 * @returns null when the whole file is meant: no header, or one that may be ignored (RFC 9110, 14.2: several ranges, other units).
 */
export function byteRange(
  header: string | undefined,
  size: number,
): readonly [number, number] | 'unsatisfiable' | null {
  const match = header?.match(/^bytes=(\d*)-(\d*)$/);
  const [, first = '', last = ''] = match ?? [];
  if (!match || (first === '' && last === '')) {
    return null;
  }
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length > 0 ? [size - length, size - 1] : 'unsatisfiable';
  }
  const from = Number(first);
  const to = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < from) {
    return null;
  }
  return from < size ? [from, to] : 'unsatisfiable';
}
