import { expect, test } from 'vitest';
import { readUrl } from './url.ts';

test('nothing asked for', () => {
  expect(readUrl('')).toEqual({
    autostart: false,
    output: false,
    modes: [],
    renderer: null,
    detector: null,
    actions: null,
    theme: null,
    resolution: null,
  });
});

test('everything asked for', () => {
  expect(
    readUrl(
      '?autostart&mode=blur,none,edge&renderer=cpu&detector=mediapipe&actions=webgpu&theme=dark&resolution=720',
    ),
  ).toEqual({
    autostart: true,
    output: false,
    modes: ['blur', 'none', 'edge'],
    renderer: 'cpu',
    detector: 'mediapipe',
    actions: { actionSet: 'drivers', actionBackend: 'webgpu' },
    theme: 'dark',
    resolution: 720,
  });
});

test('actions: which, or where', () => {
  expect(readUrl('?actions=auto').actions).toEqual({ actionSet: 'desk', actionBackend: 'auto' });
  expect(readUrl('?actions=desk-all').actions).toEqual({ actionSet: 'desk-all', actionBackend: 'auto' });
  expect(readUrl('?actions=drivers').actions).toEqual({ actionSet: 'drivers', actionBackend: 'auto' });
});

test('nonsense is ignored', () => {
  expect(
    readUrl('?autostart=0&mode=raw,<b>&renderer=gl&detector=gl&actions=gpu&theme=pink&output=0&resolution=9'),
  ).toEqual(readUrl(''));
});

test('an output starts by itself', () => {
  expect(readUrl('?output=1&mode=mask')).toMatchObject({ output: true, autostart: true, modes: ['mask'] });
});
