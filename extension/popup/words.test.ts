import { expect, test } from 'vitest';
import type { CameraStatus } from '../studio/camera.ts';
import { statusWords } from './words.ts';

const status = (given: Partial<CameraStatus>): CameraStatus => ({
  covered: 'faces',
  reason: 'faces',
  faces: 1,
  width: 640,
  height: 480,
  frames: 1,
  hop: null,
  words: [],
  ...given,
});

test('says how many faces are covered, or why all of it is', () => {
  expect(statusWords({ cameras: [status({})] })).toBe('1 face covered.');
  expect(
    statusWords({ cameras: [status({ faces: 2 }), status({ covered: 'whole', reason: 'no-face' })] }),
  ).toBe('2 faces covered.\nCovered whole, because no face is found.');
  expect(statusWords({ cameras: [status({ words: ['The engine is not answering.'] })] })).toBe(
    '1 face covered.\nThe engine is not answering.',
  );
});
