import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../engine/protocol.ts';
import { completeStored, viewsFor } from './store.ts';

test('damaged storage gives the defaults', () => {
  for (const stored of [undefined, null, 'x', 3, { settings: 'x', preferences: [] }]) {
    expect(completeStored(stored)).toMatchObject({
      settings: DEFAULT_SETTINGS,
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
