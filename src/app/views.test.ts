import { expect, test } from 'vitest';
import { viewOf } from './views.ts';

test('an address opens its view; what is not known opens the picture', () => {
  expect(['#insight', '#study', '', '#', '#controls', '#<b>'].map(viewOf)).toEqual([
    'insight',
    'study',
    'live',
    'live',
    'live',
    'live',
  ]);
});
