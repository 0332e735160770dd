/** What a person can take hold of in a frame: covers, and faces that they left visible. Geometry only, no pixel. */
import type { Face } from '../face.ts';
import type { ChosenVisible } from './apply.ts';
import type { Area, Shape } from './edits.ts';

export interface Mark {
  /** 'found': a face that is covered; 'visible': one that is not, by choice; 'hand': a cover by hand. */
  readonly kind: 'found' | 'visible' | 'hand';
  /** Of the face, the same in every frame in which it is followed; of a cover by hand, below 0. */
  readonly face: number;
  /** The edit that made it so; null for `found`. */
  readonly edit: number | null;
  /** The face itself, frame pixels. */
  readonly box: Area;
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
  return [
    ...faces.map((face) => markOf(face, face.id < 0 ? 'hand' : 'found', face.id < 0 ? -face.id : null)),
    ...visible.map(({ face, edit }) => markOf(face, 'visible', edit)),
  ];
}

function markOf({ id, box, cover }: Face, kind: Mark['kind'], edit: number | null): Mark {
  const { x, y, width, height } = box;
  return {
    kind,
    face: id,
    edit,
    box: { x, y, width, height },
    shape: {
      x: cover.centre.x,
      y: cover.centre.y,
      width: cover.width,
      height: cover.height,
      angle: cover.angle,
    },
  };
}
