/** What the page's address may ask for; docs/qa.md lists it. Everything that is not understood is ignored. */
import type { ModeChoice } from '../engine/modes/mode.ts';
import { ACTION_BACKENDS, DETECTORS, isModeChoice, oneOf, RENDERERS } from '../engine/settings.ts';

const THEMES = ['light', 'dark'] as const;

export interface UrlWishes {
  readonly autostart: boolean;
  readonly modes: readonly ModeChoice[];
  readonly renderer: 'auto' | 'webgpu' | 'cpu' | null;
  readonly detector: 'yunet' | 'mediapipe' | null;
  readonly actions: 'auto' | 'webgpu' | 'wasm' | null;
  readonly theme: 'light' | 'dark' | null;
}

/** @param search as `location.search`: `?autostart&mode=mask&renderer=cpu&theme=dark`, or `mode=blur,mask` for several views. */
export function readUrl(search: string): UrlWishes {
  const query = new URLSearchParams(search);
  return {
    autostart: query.has('autostart') && query.get('autostart') !== '0',
    modes: (query.get('mode') ?? '').split(',').filter(isModeChoice).slice(0, 4),
    renderer: oneOf(query.get('renderer'), RENDERERS, null),
    detector: oneOf(query.get('detector'), DETECTORS, null),
    actions: oneOf(query.get('actions'), ACTION_BACKENDS, null),
    theme: oneOf(query.get('theme'), THEMES, null),
  };
}
