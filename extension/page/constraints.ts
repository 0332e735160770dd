/** A site's constraints as plain data that can be sent to the studio. */
import type { CameraConstraints } from '../protocol.ts';

const NAMES = [
  'width',
  'height',
  'aspectRatio',
  'frameRate',
  'facingMode',
  'resizeMode',
  'deviceId',
  'groupId',
] as const;
const RANGE = ['exact', 'ideal', 'min', 'max'] as const;

/**
 * Copies what names or sets a camera; the rest (zoom, torch, …) is left out. Each property is read once.
 * @throws TypeError when it is neither an object nor `true`.
 */
export function plainConstraints(video: unknown): CameraConstraints {
  if (video === true || video === undefined) {
    return {};
  }
  if (typeof video !== 'object' || video === null) {
    throw new TypeError('The provided value is not of type (boolean or MediaTrackConstraints).');
  }
  const given = video as Record<string, unknown>;
  const { advanced } = given;
  return {
    ...pick(given),
    ...(Array.isArray(advanced) ? { advanced: advanced.map((set) => pick(Object(set))) } : {}),
  };
}

/** What is asked for with a screen of the older kind: its size and rate. */
const SCREEN_NUMBERS = ['Width', 'Height', 'FrameRate', 'AspectRatio'].flatMap((name) => [
  `min${name}`,
  `max${name}`,
]);

/** `video: { mandatory: { chromeMediaSource: 'desktop', … } }`: how screens were asked for before there was `getDisplayMedia`. */
export interface ScreenConstraints {
  readonly chromeMediaSource: string;
  readonly chromeMediaSourceId?: string;
  readonly [number: string]: number | string | undefined;
}

/** Copies what names or sets a screen, each property read once; null where it is a camera that is asked for. */
export function screenConstraints(video: unknown): ScreenConstraints | null {
  const { mandatory } = Object(video) as Record<string, unknown>;
  const given = Object(mandatory) as Record<string, unknown>;
  const { chromeMediaSource } = given;
  if (chromeMediaSource === undefined) {
    return null;
  }
  // No prototype, on which a page could put what it did not ask for; and no `Object.create`, which may be the page's.
  const screen: Record<string, unknown> = { __proto__: null, chromeMediaSource: String(chromeMediaSource) };
  const { chromeMediaSourceId } = given;
  if (typeof chromeMediaSourceId === 'string') {
    screen.chromeMediaSourceId = chromeMediaSourceId;
  }
  for (const name of SCREEN_NUMBERS) {
    const value = given[name];
    if (typeof value === 'number') {
      screen[name] = value;
    }
  }
  return screen as ScreenConstraints;
}

function pick(given: Record<string, unknown>): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of NAMES) {
    const value = given[name];
    const plain = typeof value === 'object' && value && !Array.isArray(value) ? rangeOf(value) : leaf(value);
    if (plain !== undefined) {
      picked[name] = plain;
    }
  }
  return picked;
}

function rangeOf(value: object): Record<string, unknown> {
  const range: Record<string, unknown> = {};
  for (const end of RANGE) {
    const plain = leaf((value as Record<string, unknown>)[end]);
    if (plain !== undefined) {
      range[end] = plain;
    }
  }
  return range;
}

/** Numbers, texts, and lists of texts. */
function leaf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(String);
  }
  return typeof value === 'number' || typeof value === 'string' ? value : undefined;
}
