/**
 * Where a network that draws faces looks, and what of the frame it replaces: the page's side of `crop_transform`
 * (training/guise_training/sampler.py) and of the cover that docs/decisions/0003-learned-cover.md describes.
 */

import { type Box, centre, type FramePx, type Point, point } from '../../base/geometry.ts';
import type { Grid } from '../../base/grid.ts';
import { reachOf } from '../../base/superellipse.ts';
import type { Alignment, Cover, Landmarks, Sighting } from '../face.ts';
import type { NetworkMode } from '../modes/catalogue.ts';

/** The crop's side in face units: the distance between the eyes, or 0.9 of that from eyes to mouth if that is larger. */
const CROP_SIDE_UNITS = 4.2;
const MOUTH_UNIT = 0.9;
/** Where the crop's centre lies on the way from the middle of the eyes (0) to the mouth (1). */
const CROP_CENTRE = 0.35;

/** The core of a face that a network draws, in shares of the crop's half side. Everything of it is the network's output. */
interface Egg {
  readonly width: number;
  readonly height: number;
  readonly down: number;
  readonly exponent: number;
  /** The feather in shares of the core. */
  readonly feather: number;
  /** It lies where the box lies, to the left or right of the crop's middle: a turned face does. */
  readonly sideways: boolean;
}

/**
 * `learned` holds what the modifier draws over: jaw, cheeks, brows and most of the forehead. `persona` holds little more than the
 * detector's ellipse: around it hair, ears and neck stay.
 */
const EGGS: Readonly<Record<NetworkMode, Egg>> = {
  learned: { width: 0.64, height: 0.76, down: -0.02, exponent: 2.5, feather: 0.28, sideways: false },
  persona: { width: 0.57, height: 0.74, down: -0.02, exponent: 2.3, feather: 0.11, sideways: true },
};
export const CORE = EGGS.learned;
/** An egg is moved by so much at most, in shares of the half side, in steps of `STEPS`. */
const MOST_SIDEWAYS = 0.3;
/** Where the feather ends at the latest, in shares of the half side: within the crop. */
const FEATHER_END = 0.99;
/** Steps between one size of a core and twice that. */
const STEPS = 50;
/** The least feather that still blends, in shares of the core. */
const LEAST_FEATHER = 0.04;

/** What `alignmentOf` finds; the track filters it and gives it a key. */
export type FoundAlignment = Omit<Alignment, 'key' | 'track' | 'sighting'>;

/**
 * The similarity transform from the modifier's crop to the frame. Eyes that are level in the face are level in the crop; a
 * face in profile, whose eyes nearly fall together, is steadied by its mouth. Null when the points say nothing.
 */
export function alignmentOf({ rightEye, leftEye, mouth }: Landmarks): FoundAlignment | null {
  const eyes = { x: (rightEye.x + leftEye.x) / 2, y: (rightEye.y + leftEye.y) / 2 };
  const across = { x: leftEye.x - rightEye.x, y: leftEye.y - rightEye.y };
  const down = { x: mouth.x - eyes.x, y: mouth.y - eyes.y };
  const unit = Math.max(Math.hypot(across.x, across.y), MOUTH_UNIT * Math.hypot(down.x, down.y), 1);
  const direction = { x: across.x + down.y, y: across.y - down.x };
  const alignment = {
    centre: point<FramePx>(eyes.x + CROP_CENTRE * down.x, eyes.y + CROP_CENTRE * down.y),
    side: CROP_SIDE_UNITS * unit,
    angle: Math.atan2(direction.y, direction.x),
  };
  const sound =
    Math.hypot(direction.x, direction.y) > 0.1 * unit &&
    [alignment.centre.x, alignment.centre.y, alignment.side].every(Number.isFinite);
  return sound ? alignment : null;
}

/** The grid that lays the modifier's crop over the frame. */
export function alignedGrid({ centre: at, side, angle }: FoundAlignment): Grid {
  const x = side * Math.cos(angle);
  const y = side * Math.sin(angle);
  return { x0: at.x - x / 2 + y / 2, y0: at.y - y / 2 - x / 2, xs: x, ys: y, xt: -y, yt: x };
}

/**
 * What a network's crop replaces of the frame. The face (`pointsOf`) lies wholly inside the core. Null when
 * no core within the crop can hold it: such a face is not for a network.
 */
export function learnedCover(
  alignment: FoundAlignment,
  sighting: Sighting,
  mode: NetworkMode = 'learned',
): Cover | null {
  const egg = EGGS[mode];
  const { side, angle } = alignment;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const half = side / 2;
  const across = egg.sideways ? sidewaysOf(alignment, sighting) : 0;
  const at = point<FramePx>(
    alignment.centre.x + (cos * across - sin * egg.down) * half,
    alignment.centre.y + (sin * across + cos * egg.down) * half,
  );
  const nominal: Cover = {
    centre: at,
    width: egg.width * side,
    height: egg.height * side,
    angle,
    exponent: egg.exponent,
    feather: egg.feather,
  };
  // In steps, so that shapes are few and what is worked out for one (ramp, seam) can be kept.
  const reach = Math.max(1, Math.ceil(reachOf(nominal, pointsOf(sighting)) * 1.001 * STEPS) / STEPS);
  const most = Math.min(
    FEATHER_END / (egg.height + Math.abs(egg.down)),
    (FEATHER_END - Math.abs(across)) / egg.width,
  );
  if (!(reach * (1 + LEAST_FEATHER) <= most)) {
    return null;
  }
  return {
    ...nominal,
    width: nominal.width * reach,
    height: nominal.height * reach,
    feather: Math.floor(Math.min(egg.feather, most / reach - 1) * 100) / 100,
  };
}

/**
 * Of a face that is seen from the side the box reaches farther back than its points tell. So that a core holds it, the crop is moved
 * towards the box, then made wider as well: as far as the modifier was taught (`random_jitter`, training/guise_training/faces.py).
 */
const TAUGHT_SHIFT = 0.04;
const TAUGHT_ZOOMS = [1, 1.08] as const;

/** The crops in which a network may look for a face, the best first. What was remembered of one crop is none of another's. */
export function cropsOf(alignment: Alignment, mode: NetworkMode): readonly Alignment[] {
  if (mode !== 'learned') {
    // A persona is drawn as large as its crop is, and its egg is moved instead.
    return [alignment];
  }
  const { centre: at, side, angle, key } = alignment;
  // Always as far: what follows the box's every move would shiver.
  const isRight = alongOf(alignment, alignment.sighting) >= 0;
  const moved = TAUGHT_ZOOMS.map((zoom, i) => {
    const by = (isRight ? 1 : -1) * TAUGHT_SHIFT * zoom * side;
    return {
      ...alignment,
      centre: point<FramePx>(at.x + by * Math.cos(angle), at.y + by * Math.sin(angle)),
      side: zoom * side,
      key: -(4 * key + 2 * i + Number(isRight)),
    };
  });
  return [alignment, ...moved];
}

/** How far to the right of the crop's middle the box lies, in shares of the half side. In steps as well. */
function sidewaysOf(alignment: FoundAlignment, sighting: Sighting): number {
  const share = Math.round((alongOf(alignment, sighting) / (alignment.side / 2)) * STEPS) / STEPS;
  return Math.max(-MOST_SIDEWAYS, Math.min(MOST_SIDEWAYS, share));
}

/** The same in frame pixels. */
function alongOf({ centre: at, angle }: FoundAlignment, { box }: Sighting): number {
  const middle = centre(box);
  return (middle.x - at.x) * Math.cos(angle) + (middle.y - at.y) * Math.sin(angle);
}

/** Points at which the face's outline is checked. */
const OUTLINE = 32;

/**
 * What a learned face must hold: the outline of its best sighting (the ellipse inscribed in that box), and eyes, nose and mouth as any
 * pass saw them, so that a second face that was taken for the same one counts.
 */
export function pointsOf({ box, landmarks }: Sighting): readonly Point<FramePx>[] {
  return [
    ...outlineOf(box),
    ...landmarks.flatMap(({ rightEye, leftEye, nose, mouth }) => [rightEye, leftEye, nose, mouth]),
  ];
}

function outlineOf(face: Box<FramePx>): readonly Point<FramePx>[] {
  const middle = centre(face);
  // A polygon through these points lies around the ellipse, not within it.
  const grow = 1 / Math.cos(Math.PI / OUTLINE);
  return Array.from({ length: OUTLINE }, (_, i) => {
    const t = (2 * Math.PI * i) / OUTLINE;
    return point<FramePx>(
      middle.x + (face.width / 2) * grow * Math.cos(t),
      middle.y + (face.height / 2) * grow * Math.sin(t),
    );
  });
}
