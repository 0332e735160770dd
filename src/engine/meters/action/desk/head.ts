/** The head's pose from a face's points, and what it does over time: pure functions. */
import type { Box } from './evidence.ts';

type Point = { readonly x: number; readonly y: number };

/** Points of a face as it is to be seen. "Right" is the person's right, at the left of the picture. */
export type HeadPoints = Readonly<Record<'rightEye' | 'leftEye' | 'nose' | 'mouth', Point>>;

export interface Pose {
  /** How far the nose is aside from the middle of the eyes, in distances of the eyes: 0 ahead, about ±0.5 turned by half a right angle. */
  readonly turn: number;
  /** Where the nose is between eyes (0) and mouth (1). */
  readonly tilt: number;
}

/** A face that is to be seen in a covered picture. */
export interface Head extends Box {
  /** 0..1 */
  readonly score: number;
  readonly pose: Pose;
  /** Null where it is too small to tell. */
  readonly mouth: Mouth | null;
}

/** A mouth as it is to be seen. */
export interface Mouth {
  /** How likely it yawns, 0..1. */
  readonly yawn: number;
  /** How likely somebody smokes by its look, 0..1; null where that was not looked for. */
  readonly smoke: number | null;
  /** What is about it, as `mouthLook` has it. */
  readonly look: readonly number[];
}

export interface PoseAt extends Pose {
  /** Seconds. */
  readonly at: number;
}

/** Null where the eyes are in one place. */
export function poseOf({ rightEye, leftEye, nose, mouth }: HeadPoints): Pose | null {
  const across = { x: leftEye.x - rightEye.x, y: leftEye.y - rightEye.y };
  const eyes = Math.hypot(across.x, across.y);
  if (!(eyes > 0)) {
    return null;
  }
  const along = { x: across.x / eyes, y: across.y / eyes };
  const middle = { x: (leftEye.x + rightEye.x) / 2, y: (leftEye.y + rightEye.y) / 2 };
  const aside = (p: { x: number; y: number }) => (p.x - middle.x) * along.x + (p.y - middle.y) * along.y;
  const below = (p: { x: number; y: number }) => (p.y - middle.y) * along.x - (p.x - middle.x) * along.y;
  const length = below(mouth);
  return { turn: aside(nose) / eyes, tilt: length > 0.1 * eyes ? below(nose) / length : 0.5 };
}

/** A head turned further than this looks at something else. */
const AWAY = 0.55;
/** Least swing of a nod and of a shake, and swings of either that make one. */
const NOD = 0.1;
const SHAKE = 0.16;
const SWINGS = 4;

/**
 * What the head did over these poses (those of some two seconds, oldest first): how much speaks for each label, 0..1.
 * A swing is a way from one turning point to the next of at least so much; other movements do not swing back and forth.
 */
export function headEvidence(poses: readonly PoseAt[]): ReadonlyMap<string, number> {
  const away = poses.filter(({ turn }) => Math.abs(turn) > AWAY).length / Math.max(1, poses.length);
  const nods = swings(
    poses.map(({ tilt }) => tilt),
    NOD,
  );
  const shakes = swings(
    poses.map(({ turn }) => turn),
    SHAKE,
  );
  const share = (count: number) => Math.min(1, count / SWINGS);
  return new Map([
    ['looking_away', away],
    // A head that shakes also seems to nod a little, and the other way round.
    ['nodding', nods > shakes ? share(nods) : 0],
    ['shaking_head', shakes >= nods ? share(shakes) : 0],
  ]);
}

/** Ways of at least `least` from turning point to turning point. */
export function swings(values: readonly number[], least: number): number {
  let count = 0;
  let direction = 0;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
    if (direction <= 0 && value - low >= least) {
      direction = 1;
    } else if (direction >= 0 && high - value >= least) {
      direction = -1;
    } else {
      continue;
    }
    count++;
    low = value;
    high = value;
  }
  return count;
}
