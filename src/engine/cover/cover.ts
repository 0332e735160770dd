import { type Box, centre, type FramePx, type Point, point } from '../../base/geometry.ts';
import { COVER_EXPONENT, cornersOf, reachOf } from '../../base/superellipse.ts';
import type { Cover, Face, Landmarks } from '../face.ts';

export interface CoverOptions {
  /** Side of the cover ÷ side of the face box, > 0; below 1 is taken as 1. The paper enlarges boxes too (section 5.2). */
  readonly enlarge: number;
  /** Width of the soft ring outside, as a share of the half side. */
  readonly feather: number;
}

/** The detector's boxes run from the hair line to the chin; the head goes on above. Share of the box's height. */
const SHIFT_UP = 0.02;

/**
 * The cover of a face: turned with it, enlarged, moved up a little to take in hair. Whatever the numbers,
 * the whole face box and every landmark lie inside the core.
 */
export function coverFor(
  face: { readonly box: Box<FramePx>; readonly roll: number; readonly landmarks: Landmarks | null },
  options: CoverOptions,
): Cover {
  const { box, roll } = face;
  const enlarge = Math.max(1, options.enlarge);
  const middle = centre(box);
  const up = box.height * SHIFT_UP;
  // "Up" along the face's own axis: (0, -1) turned by the roll.
  const at = point<FramePx>(middle.x + Math.sin(roll) * up, middle.y - Math.cos(roll) * up);
  const nominal: Cover = {
    centre: at,
    width: box.width * enlarge,
    height: box.height * enlarge,
    angle: roll,
    exponent: COVER_EXPONENT,
    feather: options.feather,
  };
  const reach = Math.max(1, reachOf(nominal, [...cornersOf(box), ...pointsOf(face.landmarks)]));
  return { ...nominal, width: nominal.width * reach, height: nominal.height * reach };
}

/**
 * The cover of a followed face. What was never confirmed is covered as large as its box, upright: its points and roll say nothing.
 * @param grow factor for its speed and the time that it was lost.
 */
export function coverOf(
  face: Pick<Face, 'box' | 'roll' | 'landmarks' | 'everConfirmed'>,
  grow: number,
  { enlarge, feather }: CoverOptions,
): Cover {
  return face.everConfirmed
    ? coverFor(face, { enlarge: enlarge * grow, feather })
    : coverFor({ box: face.box, roll: 0, landmarks: null }, { enlarge: 1, feather });
}

/** Landmarks that are numbers; a broken one must not break the cover. */
function pointsOf(landmarks: Landmarks | null): Point<FramePx>[] {
  return landmarks
    ? Object.values(landmarks).filter((p) => Number.isFinite(p.x) && Number.isFinite(p.y))
    : [];
}
