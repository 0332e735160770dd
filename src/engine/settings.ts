import { MODE_CHOICES, MODE_IDS, type ModeChoice, type ModeId } from './modes/catalogue.ts';
import type { ModeValues } from './modes/mode.ts';
import { PICTURE_FORMATS, type PictureFormat, type RendererKind } from './safe/frame.ts';

const MAX_VIEWS = 4;

/** 'yunet': Guise's own. 'mediapipe': MediaPipe's networks as npm has them, slower; needs WebGL. */
export const DETECTORS = ['yunet', 'mediapipe'] as const;
export type DetectorKind = (typeof DETECTORS)[number];
export const RENDERERS = ['auto', 'webgpu', 'cpu'] as const;
/** Where the action detector runs: in the engine's worker, on the engine's own device, or in a worker of its own. */
export const ACTION_BACKENDS = ['auto', 'webgpu', 'wasm'] as const;
export type ActionBackend = Exclude<(typeof ACTION_BACKENDS)[number], 'auto'>;
/** 'desk': what people do before a camera; 'desk-all': also what is tried but not trusted; 'drivers': the classes of drivers' pictures. */
export const ACTION_SETS = ['desk', 'desk-all', 'drivers'] as const;
export type ActionSet = (typeof ACTION_SETS)[number];

export interface ViewSettings {
  readonly mode: ModeChoice;
}

/** All that a person can set about the engine. Every number is clamped by `completeSettings`. */
export interface EngineSettings {
  /** 1 to 4 pictures of the same frame; view 0 is the main one. */
  readonly views: readonly ViewSettings[];
  /** Parameter values by mode; missing ones take the mode's default. */
  readonly values: Readonly<Partial<Record<ModeId, ModeValues>>>;
  /** Decides which strangers' faces are drawn for whom: 1 to 2³² − 1, drawn by lot and never stored. 0: the engine draws one by lot. */
  readonly faceKey: number;
  /** Side of the cover ÷ side of the face box, 1.2 to 3. */
  readonly enlarge: number;
  /** Soft ring outside the cover as a share of its half side, 0 to 0.5. */
  readonly feather: number;
  /** How long a lost face stays covered where it must be by now, ms, 0 to 5000. Then the whole frame is covered. */
  readonly linger: number;
  /** How fast a moving or lost face's cover grows with its speed, 0 to 3. */
  readonly growth: number;
  /** Least score of what is taken for a new face, 0.2 to 0.95. From `CONFIRMED_SCORE` on only confirmed faces are covered. */
  readonly leastScore: number;
  /** Drawn covers of a live picture come out of a plain one, and go back to it, in a moment. */
  readonly fades: boolean;
  /** Cover the whole frame when no face is found. */
  readonly coverWhenNoFace: boolean;
  /** Every frame is looked at larger as well: slower, misses less. */
  readonly thorough: boolean;
  readonly detector: DetectorKind;
  /** 'auto' takes WebGPU where it works. */
  readonly renderer: 'auto' | RendererKind;
  /** What a live picture's safe frames are for. While leaks are read they are 'rgba': the meter compares single pixels with the raw picture's. */
  readonly pictureFormat: PictureFormat;
  /** Leak meter readings per second, 0 (off) to 2. */
  readonly leakRate: number;
  /** Privacy meter readings per second, 0 (off) to 1. */
  readonly privacyRate: number;
  /** Looks of the action detector per second, 0 (off) to 10. */
  readonly actionRate: number;
  /** Which actions are recognised. */
  readonly actionSet: ActionSet;
  /** Where that of drivers' pictures runs (the desk's has a worker of its own); 'auto' takes the device that the frames are drawn on where that is quick enough. */
  readonly actionBackend: 'auto' | ActionBackend;
}

export const DEFAULT_SETTINGS: EngineSettings = {
  views: [{ mode: 'mask' }],
  values: {},
  faceKey: 0,
  enlarge: 1.3,
  feather: 0.15,
  linger: 1000,
  growth: 1,
  leastScore: 0.3,
  fades: false,
  coverWhenNoFace: true,
  thorough: false,
  detector: 'yunet',
  renderer: 'auto',
  pictureFormat: 'rgba',
  leakRate: 1,
  privacyRate: 0.5,
  actionRate: 0,
  actionSet: 'desk',
  actionBackend: 'auto',
};

/**
 * Settings that can be relied on, from anything: what is missing or of the wrong kind takes its default, numbers are
 * clamped to their range. Never throws. (A stored setting, a message or a URL may hold nonsense; a NaN in a cover
 * would be a leak.)
 */
export function completeSettings(given: unknown): EngineSettings {
  const g = isRecord(given) ? given : {};
  const d = DEFAULT_SETTINGS;
  return {
    views: completeViews(g.views),
    values: completeModeValues(g.values),
    faceKey: Math.floor(number(g.faceKey, 0, 2 ** 32 - 1, d.faceKey)),
    enlarge: number(g.enlarge, 1.2, 3, d.enlarge),
    feather: number(g.feather, 0, 0.5, d.feather),
    linger: number(g.linger, 0, 5000, d.linger),
    growth: number(g.growth, 0, 3, d.growth),
    leastScore: number(g.leastScore, 0.2, 0.95, d.leastScore),
    fades: boolean(g.fades, d.fades),
    coverWhenNoFace: boolean(g.coverWhenNoFace, d.coverWhenNoFace),
    thorough: boolean(g.thorough, d.thorough),
    detector: oneOf(g.detector, DETECTORS, d.detector),
    renderer: oneOf(g.renderer, RENDERERS, d.renderer),
    pictureFormat: oneOf(g.pictureFormat, PICTURE_FORMATS, d.pictureFormat),
    leakRate: number(g.leakRate, 0, 2, d.leakRate),
    privacyRate: number(g.privacyRate, 0, 1, d.privacyRate),
    actionRate: number(g.actionRate, 0, 10, d.actionRate),
    actionSet: oneOf(g.actionSet, ACTION_SETS, d.actionSet),
    actionBackend: oneOf(g.actionBackend, ACTION_BACKENDS, d.actionBackend),
  };
}

/** A key by lot. */
export function drawFaceKey(): number {
  return Math.max(1, crypto.getRandomValues(new Uint32Array(1))[0] ?? 1);
}

export function oneOf<T>(value: unknown, allowed: readonly T[], otherwise: T): T {
  return allowed.includes(value as T) ? (value as T) : otherwise;
}

export function isModeChoice(value: unknown): value is ModeChoice {
  return MODE_CHOICES.includes(value as ModeChoice);
}

function completeViews(given: unknown): readonly ViewSettings[] {
  const views = Array.isArray(given)
    ? given
        .filter((view) => isRecord(view) && isModeChoice(view.mode))
        .slice(0, MAX_VIEWS)
        .map((view) => ({ mode: view.mode as ModeChoice }))
    : [];
  return views.length > 0 ? views : DEFAULT_SETTINGS.views;
}

/** Only the shape; each mode completes its own values (`modes/metas.ts`). */
function completeModeValues(given: unknown): Readonly<Partial<Record<ModeId, ModeValues>>> {
  if (!isRecord(given)) {
    return {};
  }
  const values: Partial<Record<ModeId, ModeValues>> = {};
  for (const id of MODE_IDS) {
    const own = given[id];
    if (isRecord(own)) {
      values[id] = Object.fromEntries(
        Object.entries(own).filter(([, v]) => typeof v === 'string' || Number.isFinite(v)),
      ) as ModeValues;
    }
  }
  return values;
}

function number(value: unknown, low: number, high: number, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value)
    ? Math.min(high, Math.max(low, value))
    : otherwise;
}

function boolean(value: unknown, otherwise: boolean): boolean {
  return typeof value === 'boolean' ? value : otherwise;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
