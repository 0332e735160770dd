/**
 * Puts an entry last in a map whose first entries are those that were not asked for longest, and forgets these where there are more
 * than `most`.
 */
export function putLast<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) {
      break;
    }
    map.delete(oldest);
  }
}
