/**
 * What corrections make of the faces that were found in one frame. Every found face ends up in one of two lists: covered, or visible
 * because a person chose it. `ChosenVisible` is the only way into the second, and only this module makes one.
 */
import { box, type FramePx, point, rectangleIou } from '../../base/geometry.ts';
import { COVER_EXPONENT, holdsBox } from '../../base/superellipse.ts';
import type { Cover, Face } from '../face.ts';
import { type Edit, type EditList, isDuring, NO_EDITS, type Shape, shapesAt } from './edits.ts';

declare const chosen: unique symbol;

/** A found face that stays visible because a person chose it, in this file, with this edit. */
export interface ChosenVisible {
  readonly [chosen]: true;
  readonly face: Face;
  readonly edit: number;
}

const made = new WeakSet<object>();

/** @throws TypeError when nobody chose it. */
export function assertChosen(visible: ChosenVisible): void {
  if (!made.has(visible)) {
    throw new TypeError('A face would be left visible that nobody chose.');
  }
}

/** The corrections as they are for one frame. */
export interface Corrections {
  readonly edits: EditList;
  /** Seconds. */
  readonly at: number;
  /** Which `show` edit means which face: ids of edits by ids of faces. */
  readonly shown: ReadonlyMap<number, number>;
}

export const NO_CORRECTIONS: Corrections = { edits: NO_EDITS, at: 0, shown: new Map() };

export interface CorrectedFaces {
  /** Found faces that are not shown, and covers by hand. */
  readonly covered: readonly Face[];
  readonly visible: readonly ChosenVisible[];
  /** The frame is shown although no face was found, or one was lost: the person has looked at it. */
  readonly revealed: boolean;
}

/** @param feather of covers by hand, as `Cover.feather` */
export function applyEdits(
  found: readonly Face[],
  { edits, at, shown }: Corrections,
  feather: number,
): CorrectedFaces {
  const byHand = edits.edits.flatMap((edit) =>
    shapesAt(edit, at).map((shape) => handFace(edit, shape, feather)),
  );
  const covered: Face[] = [];
  const visible: ChosenVisible[] = [];
  for (const face of found) {
    const edit = shown.get(face.id);
    if (edit === undefined || !edits.edits.some(({ id, kind }) => id === edit && kind === 'show')) {
      covered.push(face);
    } else if (!byHand.some(({ cover }) => holdsBox(cover, face.box))) {
      const choice = { face, edit } as ChosenVisible;
      made.add(choice);
      visible.push(choice);
    }
  }
  return {
    covered: [...covered, ...byHand],
    visible,
    revealed: edits.edits.some((edit) => edit.kind === 'reveal' && isDuring(edit, at)),
  };
}

/** Ids of covers by hand are below 0, so that they are never taken for a found face's. The pieces of a stroke share one. */
function handFace({ id, kind }: Edit, shape: Shape, feather: number): Face {
  const cover: Cover = {
    centre: point<FramePx>(shape.x, shape.y),
    width: shape.width,
    height: shape.height,
    angle: shape.angle,
    exponent: COVER_EXPONENT,
    feather,
  };
  // A box that lies inside of the cover however it is turned.
  const side = Math.min(shape.width, shape.height) / 2;
  return {
    id: -id,
    box: box<FramePx>(shape.x - side / 2, shape.y - side / 2, side, side),
    roll: shape.angle,
    landmarks: null,
    verdict: 'confirmed',
    // What was painted is covered plainly: a row of drawn faces would make no sense.
    everConfirmed: kind === 'cover',
    credible: true,
    state: 'seen',
    lostFor: 0,
    cover,
    alignment: null,
  };
}

/** Least overlap (IoU) of a face with the place that a person chose: another face, or the same one found quite differently, is not meant. */
const SAME_FACE = 0.5;

/** Which of these faces the `show` edits of this moment mean, each one at most: ids of edits by ids of faces. */
export function matchShown(
  faces: readonly Pick<Face, 'id' | 'box'>[],
  edits: readonly Edit[],
): ReadonlyMap<number, number> {
  const pairs = edits.flatMap((edit) =>
    edit.kind === 'show'
      ? faces.map((face) => ({ edit: edit.id, face: face.id, overlap: rectangleIou(edit.box, face.box) }))
      : [],
  );
  const shown = new Map<number, number>();
  const used = new Set<number>();
  for (const { edit, face, overlap } of pairs.sort((a, b) => b.overlap - a.overlap)) {
    if (overlap >= SAME_FACE && !used.has(edit) && !shown.has(face)) {
      used.add(edit);
      shown.set(face, edit);
    }
  }
  return shown;
}
