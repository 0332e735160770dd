import { expect, test } from 'vitest';
import { Cast } from './cast.ts';

const castOf = (key: number, tracks: readonly number[], count = 32) => {
  const cast = new Cast(key, count);
  return tracks.map((track) => cast.numberOf(track));
};
const TRACKS = Array.from({ length: 32 }, (_, i) => i + 1);

test('tracks get different strangers, and keep them', () => {
  const numbers = castOf(7, [...TRACKS, ...TRACKS]);
  expect(new Set(numbers.slice(0, 32)).size).toBe(32);
  expect(numbers.slice(32)).toEqual(numbers.slice(0, 32));
});

test('two tracks whose turn is the same stranger get two, and one more than there are gets one of those', () => {
  const [a, b] = castOf(7, [3, 35]);
  expect(a).not.toBe(b);
  expect(castOf(7, [1, 2, 3], 2).every((number) => number < 2)).toBe(true);
});

test('one key is one cast, in another order of asking too; other keys are others', () => {
  expect(castOf(7, [...TRACKS].reverse()).reverse()).toEqual(castOf(7, TRACKS));
  // Two sessions of one person are no more alike than two people: the first track's stranger is each one about as often.
  const first = new Map<number, number>();
  for (let key = 0; key < 6400; key++) {
    const [number = -1] = castOf((key * 2654435761) % 2 ** 32, [1]);
    first.set(number, (first.get(number) ?? 0) + 1);
  }
  expect(first.size).toBe(32);
  expect(Math.min(...first.values())).toBeGreaterThan(130);
  expect(Math.max(...first.values())).toBeLessThan(280);
});
