/** What a person can take hold of in a frame: covers, and faces that they left visible. Geometry only, no pixel. */
import { type Rectangle, union } from '../../base/geometry.ts';
import { boundsOf } from '../../base/superellipse.ts';
import type { Face } from '../face.ts';
import type { ChosenVisible } from './apply.ts';
import type { Shape } from './edits.ts';

export interface Mark {
  /** 'found': a face that is covered; 'visible': one that is not, by choice; 'hand': a cover by hand. */
  readonly kind: 'found' | 'visible' | 'hand';
  /** Of the face, the same in every frame in which it is followed; of a cover by hand, below 0. */
  readonly face: number;
  /** The edit that made it so; null for `found`. */
  readonly edit: number | null;
  /** The face itself, frame pixels. */
  readonly box: Rectangle;
  /** Its cover, drawn or not, frame pixels. */
  readonly shape: Shape;
}

export function marksOf({
  faces,
  visible,
}: {
  readonly faces: readonly Face[];
  readonly visible: readonly ChosenVisible[];
}): readonly Mark[] {
  const found = faces.filter(({ id }) => id >= 0);
  const byHand = faces.filter(({ id }) => id < 0);
  const ids = [...new Set(byHand.map(({ id }) => id))];
  return [
    ...found.map((face) => markOf(face, 'found', null)),
    ...ids.map((own) => handMarkOf(byHand.filter(({ id }) => id === own))),
    ...visible.map(({ face, edit }) => markOf(face, 'visible', edit)),
  ];
}

/** A stroke is taken hold of as a whole: by what is about all of its pieces. */
function handMarkOf(pieces: readonly Face[]): Mark {
  const marks = pieces.map((piece) => markOf(piece, 'hand', -piece.id));
  const [first] = marks as [Mark];
  if (marks.length === 1) {
    return first;
  }
  const { x, y, width, height } = pieces.map(({ cover }) => boundsOf(cover)).reduce((a, b) => union(a, b));
  return { ...first, shape: { x: x + width / 2, y: y + height / 2, width, height, angle: 0 } };
}

function markOf({ id, box, cover }: Face, kind: Mark['kind'], edit: number | null): Mark {
  return {
    kind,
    face: id,
    edit,
    box,
    shape: {
      x: cover.centre.x,
      y: cover.centre.y,
      width: cover.width,
      height: cover.height,
      angle: cover.angle,
    },
  };
}
