import { expect, test } from 'vitest';
import { allowsCamera, allowWithout } from './allow.ts';

test('the camera is taken out, the rest stays', () => {
  expect(allowWithout('camera *; microphone; fullscreen https://a.example', false)).toBe(
    'microphone; fullscreen https://a.example',
  );
  expect(allowWithout(" Camera 'src' ;autoplay;", false)).toBe('autoplay');
  expect(allowWithout('microphone', false)).toBe('microphone');
});

test('a frame that is covered as well keeps it for its own address', () => {
  expect(allowWithout('camera *; microphone', true)).toBe('camera; microphone');
  expect(allowWithout('microphone', true)).toBe('microphone');
});

test('tells whether a frame may have a camera', () => {
  expect(allowsCamera('microphone;camera')).toBe(true);
  expect(allowsCamera('camera-x; microphone camera')).toBe(false);
});
