/** The one state store: what the page shows, and what a person set (which survives a reload). */
import { useStore } from 'zustand';
import { persist } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import { type AdaptStatus, NOT_ADAPTED } from '../engine/adapt/status.ts';
import type { FileProblem } from '../engine/link/file/problem.ts';
import type { ActionReading } from '../engine/meters/action/detector.ts';
import type { LeakReading } from '../engine/meters/leak/meter.ts';
import type { PrivacyReading } from '../engine/meters/privacy/meter.ts';
import type { ModeChoice, ModeId, ModeValues } from '../engine/modes/mode.ts';
import type { CoverReason } from '../engine/safe/frame.ts';
import {
  completeSettings,
  DEFAULT_SETTINGS,
  drawFaceKey,
  type EngineSettings,
  oneOf,
} from '../engine/settings.ts';
import type { EngineState } from '../engine/state.ts';
import type { CameraDevice } from '../media/camera.ts';
import type { CameraProblem } from '../media/camera-error.ts';
import { type ActionHistory, NO_ACTIONS } from './actions.ts';
import type { FileState } from './file-state.ts';
import { type LeakTotals, NO_LEAKS } from './leaks.ts';
import { COMPANIONS } from './modes.ts';
import { NO_LIKENESS, type PrivacyTotals } from './privacy.ts';
import { NO_QUEUE, type QueueState } from './queue-state.ts';
import { NO_TOOLS, type ToolsState } from './tools-state.ts';

export { FIRST_PICTURES } from '../engine/meters/first-pictures.ts';

export type Phase = 'idle' | 'starting' | 'live' | 'paused' | 'error';
export type Layout = 'single' | 'grid' | 'swipe';
export type Theme = 'system' | 'light' | 'dark';

/** What the service worker has: nothing known yet, the page kept for offline use, a newer version that waits, or no worker. */
export type Offline = 'unknown' | 'ready' | 'update-waiting' | 'unavailable';

export interface Preferences {
  readonly theme: Theme;
  readonly mirror: boolean;
  readonly layout: Layout;
  readonly cameraId: string;
  /** Height of the picture asked for; the width follows. */
  readonly resolution: 480 | 720;
  readonly recordAs: 'mp4' | 'webm';
  /** Recordings have the microphone's sound. */
  readonly recordSound: boolean;
  /** Of the page's words, as BCP 47 ('de'); empty: the browser's. */
  readonly language: string;
  /** Single letters and digits are shortcuts. */
  readonly shortcuts: boolean;
}

export interface LiveStats {
  readonly faces: number;
  readonly fps: number;
  /** ms from taking a frame to having drawn it. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly dropped: number;
  readonly renderer: string;
}

export interface State {
  readonly phase: Phase;
  /** Where the picture comes from. */
  readonly source: 'camera' | 'file';
  /** The camera's place is taken by a drawn scene, to try the page with. */
  readonly trial: boolean;
  /** Width ÷ height of the main picture; that of most cameras before there is one. */
  readonly aspect: number;
  readonly file: FileState | null;
  readonly queue: QueueState;
  readonly tools: ToolsState;
  /** Why the main picture is covered whole; 'faces' when it is not. */
  readonly reason: CoverReason;
  readonly problem: CameraProblem | FileProblem | null;
  readonly trouble: { readonly code: string; readonly words: string } | null;
  readonly engine: EngineState;
  readonly settings: EngineSettings;
  readonly preferences: Preferences;
  readonly cameras: readonly CameraDevice[];
  readonly stats: LiveStats;
  readonly reading: LeakReading | null;
  readonly leaks: LeakTotals;
  readonly likeness: PrivacyReading | null;
  /** What is seen just now; null when nothing was looked at lately. */
  readonly actions: ActionReading | null;
  readonly actionHistory: ActionHistory;
  readonly privacy: PrivacyTotals;
  readonly adaptation: AdaptStatus;
  readonly sealed: boolean;
  readonly offline: Offline;
}

export const NO_STATS: LiveStats = { faces: 0, fps: 0, p50: null, p95: null, dropped: 0, renderer: 'none' };
const NO_ENGINE: EngineState = { detector: 'loading', renderer: 'none', notices: [] };
const DEFAULT_PREFERENCES: Preferences = {
  theme: 'system',
  mirror: true,
  layout: 'single',
  cameraId: '',
  resolution: 480,
  recordAs: 'mp4',
  recordSound: false,
  language: '',
  shortcuts: true,
};

/** This session's strangers: drawn when the page opens, never stored. */
const FACE_KEY = drawFaceKey();

export const store = createStore<State>()(
  persist(
    (): State => ({
      phase: 'idle',
      source: 'camera',
      trial: false,
      aspect: 16 / 9,
      file: null,
      queue: NO_QUEUE,
      tools: NO_TOOLS,
      reason: 'starting',
      problem: null,
      trouble: null,
      engine: NO_ENGINE,
      settings: { ...DEFAULT_SETTINGS, faceKey: FACE_KEY },
      preferences: DEFAULT_PREFERENCES,
      cameras: [],
      stats: NO_STATS,
      reading: null,
      leaks: NO_LEAKS,
      likeness: null,
      actions: null,
      actionHistory: NO_ACTIONS,
      privacy: NO_LIKENESS,
      adaptation: NOT_ADAPTED,
      sealed: false,
      offline: 'unknown',
    }),
    {
      name: 'guise',
      version: 1,
      partialize: ({ settings: { faceKey, ...settings }, preferences }) => ({ settings, preferences }),
      // What was stored may be old, damaged or edited: only what holds up is taken.
      merge: (stored, state) => ({ ...state, ...completeStored(stored) }),
      migrate: (stored) => stored,
    },
  ),
);

export function useSession<T>(select: (state: State) => T): T {
  return useStore(store, select);
}

/** @param stored anything. */
export function completeStored(stored: unknown): Pick<State, 'settings' | 'preferences'> {
  const { settings, preferences } = (stored ?? {}) as { settings?: unknown; preferences?: unknown };
  const given = (typeof preferences === 'object' && preferences !== null ? preferences : {}) as Record<
    string,
    unknown
  >;
  const d = DEFAULT_PREFERENCES;
  const layout = oneOf(given.layout, ['single', 'grid', 'swipe'] as const, d.layout);
  const complete = completeSettings(settings);
  return {
    settings: { ...complete, faceKey: FACE_KEY, views: viewsFor(layout, complete.views) },
    preferences: {
      layout,
      theme: oneOf(given.theme, ['system', 'light', 'dark'] as const, d.theme),
      mirror: typeof given.mirror === 'boolean' ? given.mirror : d.mirror,
      cameraId: typeof given.cameraId === 'string' ? given.cameraId : d.cameraId,
      resolution: oneOf(given.resolution, [480, 720] as const, d.resolution),
      recordSound: typeof given.recordSound === 'boolean' ? given.recordSound : d.recordSound,
      recordAs: oneOf(given.recordAs, ['mp4', 'webm'] as const, d.recordAs),
      language: typeof given.language === 'string' ? given.language : d.language,
      shortcuts: typeof given.shortcuts === 'boolean' ? given.shortcuts : d.shortcuts,
    },
  };
}

/** As many views as the layout has: the main one kept, companions that are not shown yet added. */
export function viewsFor(layout: Layout, views: EngineSettings['views']): EngineSettings['views'] {
  const count = layout === 'single' ? 1 : layout === 'swipe' ? 2 : 4;
  const kept = views.slice(0, count);
  const fresh = COMPANIONS.filter((mode) => !kept.some((view) => view.mode === mode));
  return [...kept, ...fresh.map((mode) => ({ mode }))].slice(0, count);
}

/** Changes what is known of the file that is open, if there is one. */
export function setFile(change: Partial<FileState>): void {
  store.setState(({ file }) => ({ file: file && { ...file, ...change } }));
}

export function setSettings(change: Partial<EngineSettings>): void {
  store.setState(({ settings }) => ({ settings: completeSettings({ ...settings, ...change }) }));
}

export function setPreferences(change: Partial<Preferences>): void {
  store.setState(({ preferences }) => ({ preferences: { ...preferences, ...change } }));
}

export function setLayout(layout: Layout): void {
  const { settings } = store.getState();
  setPreferences({ layout });
  setSettings({ views: viewsFor(layout, settings.views) });
}

export function setMode(view: number, mode: ModeChoice): void {
  const { settings } = store.getState();
  setSettings({ views: settings.views.map((old, i) => (i === view ? { mode } : old)) });
}

export function setModeValues(mode: ModeId, change: ModeValues): void {
  const { settings } = store.getState();
  setSettings({ values: { ...settings.values, [mode]: { ...settings.values[mode], ...change } } });
}

/** One view, no meters that nobody sees, and nothing is kept: what is set here is not what the page is set to. */
export function becomeOutput(): void {
  store.persist.setOptions({ storage: { getItem: () => null, setItem() {}, removeItem() {} } });
  const [main] = store.getState().settings.views;
  setSettings({ views: main ? [main] : [], leakRate: 0, privacyRate: 0, actionRate: 0 });
}

export function resetSettings(): void {
  const { layout } = store.getState().preferences;
  const settings = {
    ...DEFAULT_SETTINGS,
    faceKey: FACE_KEY,
    views: viewsFor(layout, DEFAULT_SETTINGS.views),
  };
  store.setState({ settings });
}
