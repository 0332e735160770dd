import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../engine/settings.ts';
import { completeStored, viewsFor } from './store.ts';

test('damaged storage gives the defaults', () => {
  for (const stored of [undefined, null, 'x', 3, { settings: 'x', preferences: [] }]) {
    expect(completeStored(stored)).toMatchObject({
      settings: { ...DEFAULT_SETTINGS, faceKey: expect.any(Number) },
      preferences: { theme: 'system', layout: 'single', resolution: 480 },
    });
  }
});

test('anything stored gives something usable', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), (settings, preferences) => {
      const complete = completeStored({ settings, preferences });
      expect(['system', 'light', 'dark']).toContain(complete.preferences.theme);
      expect(complete.settings.views.length).toBeGreaterThan(0);
    }),
  );
});

test('more views keep the main mode and add others, each once', () => {
  const views = viewsFor('grid', [{ mode: 'blur' }]);
  expect(views[0]).toEqual({ mode: 'blur' });
  expect(new Set(views.map((view) => view.mode)).size).toBe(4);
  expect(viewsFor('swipe', views)).toEqual(views.slice(0, 2));
  expect(viewsFor('single', views)).toEqual([{ mode: 'blur' }]);
});

test('strangers are this session’s: the key is neither stored nor taken from what was stored', async () => {
  let written = '';
  const stored = JSON.stringify({ state: { settings: { faceKey: 7 }, preferences: {} }, version: 1 });
  const setItem = (_: string, text: string) => {
    written = text;
  };
  vi.stubGlobal('window', { localStorage: { getItem: () => stored, setItem } });
  const keys = new Set<number>();
  for (let i = 0; i < 3; i++) {
    vi.resetModules();
    const { store, setSettings } = await import('./store.ts');
    const { faceKey } = store.getState().settings;
    keys.add(faceKey);
    setSettings({ linger: 500 });
    expect(store.getState().settings.faceKey).toBe(faceKey);
    expect(written).toContain('"linger":500');
    expect(written).not.toContain('faceKey');
  }
  expect(keys.size).toBe(3);
  expect(keys).not.toContain(7);
  vi.unstubAllGlobals();
});

test('what was stored is there when the page opens again', async () => {
  const stored = JSON.stringify({
    state: {
      settings: { ...DEFAULT_SETTINGS, views: [{ mode: 'edge' }], linger: 2000 },
      preferences: { theme: 'dark', mirror: false, layout: 'swipe', cameraId: 'b', resolution: 720 },
    },
    version: 1,
  });
  vi.stubGlobal('window', { localStorage: { getItem: () => stored, setItem: () => undefined } });
  vi.resetModules();
  const { store } = await import('./store.ts');
  expect(store.getState().settings).toMatchObject({
    views: [{ mode: 'edge' }, { mode: 'mask' }],
    linger: 2000,
  });
  expect(store.getState().preferences).toMatchObject({ theme: 'dark', layout: 'swipe', resolution: 720 });
  vi.unstubAllGlobals();
});
