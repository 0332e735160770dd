/** What the page's address may ask for; docs/qa.md lists it. Everything that is not understood is ignored. */
import type { ModeChoice } from '../engine/modes/mode.ts';
import {
  ACTION_BACKENDS,
  ACTION_SETS,
  type ActionBackend,
  type ActionSet,
  DETECTORS,
  isModeChoice,
  oneOf,
  RENDERERS,
} from '../engine/settings.ts';

const THEMES = ['light', 'dark'] as const;

export interface UrlWishes {
  readonly autostart: boolean;
  /** The picture alone, for a program that takes over the window. It starts by itself. */
  readonly output: boolean;
  readonly modes: readonly ModeChoice[];
  readonly renderer: 'auto' | 'webgpu' | 'cpu' | null;
  readonly detector: 'yunet' | 'mediapipe' | null;
  /** Actions are recognised: which, and where. */
  readonly actions: { readonly actionSet: ActionSet; readonly actionBackend: 'auto' | ActionBackend } | null;
  readonly theme: 'light' | 'dark' | null;
  /** Height of the picture that the camera is asked for. */
  readonly resolution: 480 | 720 | null;
}

/** @param search as `location.search`: `?autostart&mode=mask&renderer=cpu&theme=dark`, or `mode=blur,mask` for several views. */
export function readUrl(search: string): UrlWishes {
  const query = new URLSearchParams(search);
  const asked = (name: string) => query.has(name) && query.get(name) !== '0';
  return {
    autostart: asked('autostart') || asked('output'),
    output: asked('output'),
    modes: (query.get('mode') ?? '').split(',').filter(isModeChoice).slice(0, 4),
    renderer: oneOf(query.get('renderer'), RENDERERS, null),
    detector: oneOf(query.get('detector'), DETECTORS, null),
    actions: actionsOf(query.get('actions')),
    theme: oneOf(query.get('theme'), THEMES, null),
    resolution: oneOf(Number(query.get('resolution')), [480, 720] as const, null),
  };
}

/** 'auto': those at a desk. A set by its name; a backend: those of drivers' pictures, there. */
function actionsOf(asked: string | null): UrlWishes['actions'] {
  const backend = oneOf(asked, ACTION_BACKENDS, null);
  const set = oneOf(asked, ACTION_SETS, null);
  if (set) {
    return { actionSet: set, actionBackend: 'auto' };
  }
  return backend && { actionSet: backend === 'auto' ? 'desk' : 'drivers', actionBackend: backend };
}
