import { expect, test } from 'vitest';
import { readUrl } from './url.ts';

test('nothing asked for', () => {
  expect(readUrl('')).toEqual({
    autostart: false,
    modes: [],
    renderer: null,
    detector: null,
    actions: null,
    theme: null,
  });
});

test('everything asked for', () => {
  expect(
    readUrl('?autostart&mode=blur,none,edge&renderer=cpu&detector=mediapipe&actions=webgpu&theme=dark'),
  ).toEqual({
    autostart: true,
    modes: ['blur', 'none', 'edge'],
    renderer: 'cpu',
    detector: 'mediapipe',
    actions: 'webgpu',
    theme: 'dark',
  });
});

test('nonsense is ignored', () => {
  expect(readUrl('?autostart=0&mode=raw,<b>&renderer=gl&detector=gl&actions=gpu&theme=pink')).toEqual(
    readUrl(''),
  );
});
