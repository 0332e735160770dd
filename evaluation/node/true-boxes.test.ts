import { expect, test } from 'vitest';
import { UsageError } from '../../cli/headless/errors.ts';
import { parseTrueBoxes } from './true-boxes.ts';

test('a list has every frame', () => {
  const { of, labelled, last } = parseTrueBoxes('[[[1, 2, 3, 4]], [], [{"x":5,"y":6,"width":7,"height":8}]]');
  expect([labelled, last]).toEqual([3, 2]);
  expect(of(0)).toEqual([{ x: 1, y: 2, width: 3, height: 4 }]);
  expect(of(1)).toEqual([]);
  expect(of(2)?.[0]?.height).toBe(8);
  expect(of(3)).toBeNull();
});

test('an object has some frames; the others are not judged', () => {
  const { of, labelled, last } = parseTrueBoxes('{"0": [], "30": [[1.5, -2, 3, 4]]}');
  expect([labelled, last]).toEqual([2, 30]);
  expect(of(0)).toEqual([]);
  expect(of(15)).toBeNull();
  expect(of(30)).toHaveLength(1);
});

test.each([
  ['[[', /no JSON/],
  ['7', /neither a list/],
  ['null', /neither a list/],
  ['{"first": []}', /frame first.*number/],
  ['[7]', /frame 0: a list of boxes/],
  ['[[], [[1, 2, 3]]]', /frame 1: \[1,2,3\] is no box/],
  ['[[[1, 2, 0, 4]]]', /is no box/],
  ['[[null]]', /null is no box/],
])('%s is refused, with the place', (text, words) => {
  expect(() => parseTrueBoxes(text, 'boxes.json')).toThrow(UsageError);
  expect(() => parseTrueBoxes(text, 'boxes.json')).toThrow(words);
});
