import { expect, test, vi } from 'vitest';
import { completeStudy } from './store.ts';

const RUN = { participant: 'P1', date: '2026-01-02T03:04Z', mode: 'mask', source: 'drawn', answers: [] };

test('answers and the mode are restored', async () => {
  const stored = JSON.stringify({ state: { mode: 'blur', runs: [RUN] }, version: 1 });
  vi.stubGlobal('window', { localStorage: { getItem: () => stored, setItem: () => undefined } });
  vi.resetModules();
  const { study } = await import('./store.ts');
  expect(study.getState()).toMatchObject({ mode: 'blur', runs: [RUN], step: 'setup' });
  vi.unstubAllGlobals();
});

test('damaged storage is left out', () => {
  for (const stored of [undefined, null, 3, { runs: 'x' }, { mode: 'none' }]) {
    expect(completeStudy(stored)).toEqual({});
  }
  expect(completeStudy({ runs: [RUN, null, { participant: 3 }] })).toEqual({ runs: [RUN] });
});
