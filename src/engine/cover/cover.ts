import { type Box, centre, type FramePx, type Point, point } from '../../base/geometry.ts';
import type { Cover, Face, Landmarks } from '../face.ts';

export interface CoverOptions {
  /** Side of the cover ÷ side of the face box, > 0; below 1 is taken as 1. The paper enlarges boxes too (section 5.2). */
  readonly enlarge: number;
  /** Width of the soft ring outside, as a share of the half side. */
  readonly feather: number;
}

/** The shape of a cover: rounder than a rectangle, fuller than an ellipse. */
export const COVER_EXPONENT = 2.6;
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
  const cos = Math.cos(roll);
  const sin = Math.sin(roll);
  const middle = centre(box);
  const up = box.height * SHIFT_UP;
  // "Up" along the face's own axis: (0, -1) turned by the roll.
  const at = point<FramePx>(middle.x + sin * up, middle.y - cos * up);
  const a = (box.width / 2) * enlarge;
  const b = (box.height / 2) * enlarge;
  // How far the outermost point is out, in half sides; everything is scaled so that it is inside.
  let reach = 1;
  for (const p of [...cornersOf(box), ...pointsOf(face.landmarks)]) {
    const dx = p.x - at.x;
    const dy = p.y - at.y;
    const u = Math.abs(dx * cos + dy * sin) / a;
    const v = Math.abs(dy * cos - dx * sin) / b;
    reach = Math.max(reach, (u ** COVER_EXPONENT + v ** COVER_EXPONENT) ** (1 / COVER_EXPONENT));
  }
  return {
    centre: at,
    width: 2 * a * reach,
    height: 2 * b * reach,
    angle: roll,
    exponent: COVER_EXPONENT,
    feather: options.feather,
  };
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

/** True when every corner of the box lies in the cover's core. */
export function holdsBox({ centre, width, height, angle, exponent }: Cover, face: Box<FramePx>): boolean {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return [face.x, face.x + face.width].every((x) =>
    [face.y, face.y + face.height].every((y) => {
      const dx = x - centre.x;
      const dy = y - centre.y;
      const u = Math.abs(dx * cos + dy * sin) / (width / 2);
      const v = Math.abs(dy * cos - dx * sin) / (height / 2);
      return u ** exponent + v ** exponent <= 1 + 1e-6;
    }),
  );
}

function cornersOf(b: Box<FramePx>): Point<FramePx>[] {
  return [
    point(b.x, b.y),
    point(b.x + b.width, b.y),
    point(b.x, b.y + b.height),
    point(b.x + b.width, b.y + b.height),
  ];
}

/** Landmarks that are numbers; a broken one must not break the cover. */
function pointsOf(landmarks: Landmarks | null): Point<FramePx>[] {
  return landmarks
    ? Object.values(landmarks).filter((p) => Number.isFinite(p.x) && Number.isFinite(p.y))
    : [];
}
