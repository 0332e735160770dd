import { session } from '../session/session.ts';
import { becomeOutput, setMode, setPreferences, setSettings, store, viewsFor } from '../session/store.ts';
import { readUrl } from '../session/url.ts';

/** Does what the address asks for, once. */
export function followUrl(): void {
  const wishes = readUrl(window.location.search);
  if (wishes.output) {
    becomeOutput();
  }
  const [first, ...others] = wishes.modes;
  // An output has one picture.
  const more = wishes.output ? [] : others;
  if (first && more.length === 0) {
    setMode(0, first);
  } else if (first) {
    const layout = wishes.modes.length === 2 ? 'swipe' : 'grid';
    setPreferences({ layout });
    setSettings({
      views: viewsFor(
        layout,
        wishes.modes.map((mode) => ({ mode })),
      ),
    });
  }
  if (wishes.detector) {
    setSettings({ detector: wishes.detector });
  }
  if (wishes.renderer) {
    setSettings({ renderer: wishes.renderer });
  }
  if (wishes.actions) {
    setSettings({ ...wishes.actions, actionRate: 5 });
  }
  if (wishes.resolution) {
    setPreferences({ resolution: wishes.resolution });
  }
  if (wishes.theme) {
    setPreferences({ theme: wishes.theme });
  }
  if (wishes.autostart && store.getState().phase === 'idle') {
    void session.start();
  }
}
