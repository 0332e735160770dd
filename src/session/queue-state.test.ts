import { expect, test } from 'vitest';
import { leftOf, queueOf, queueProgress, uniqueNames } from './queue-state.ts';

test('files of one name are distinguished, those of several folders keep theirs', () => {
  expect(uniqueNames(['a.jpg', 'A.jpg', 'x/a.jpg', 'a.jpg', 'b', 'b'])).toEqual([
    'a.jpg',
    'A (2).jpg',
    'x/a.jpg',
    'a (3).jpg',
    'b',
    'b (2)',
  ]);
});

test('time left goes by bytes, and is not known in the first second', () => {
  expect(queueProgress(25, 100, 10)).toEqual({ share: 0.25, left: 30 });
  expect(queueProgress(25, 100, 0.5).left).toBeNull();
  expect(queueProgress(0, 0, 5)).toEqual({ share: 0, left: null });
});

test('what is done is not done again; what failed is', () => {
  const queue = queueOf(['a', 'b', 'c'].map((path) => ({ path, file: new File([], path) })));
  const [a, b, c] = queue.files;
  const changed = { ...queue, files: [{ ...a, status: 'done' }, { ...b, status: 'failed' }, c] as never };
  expect(leftOf(changed).map(({ path }) => path)).toEqual(['b', 'c']);
});
