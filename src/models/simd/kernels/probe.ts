import { madd } from './madd';

/** As little as tells whether a browser takes a build. */
export function probe(at: usize): void {
  const v = v128.load(at);
  v128.store(at, madd(v, v, v));
}
