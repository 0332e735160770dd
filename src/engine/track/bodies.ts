/** Whose body is whose, and where in it the head is while no face is to be seen. Pure. */
import { type Box, box, centre, type FramePx, type Point, type Size } from '../../base/geometry.ts';

/** A person, from head to where the frame or something else cuts them. */
export type Body = Box<FramePx>;

/** A face, or where one must be. */
export interface Place {
  readonly at: Point<FramePx>;
  /** Of the face, frame px. */
  readonly height: number;
}

/** The head lies in this upper share of a body, also of one who sits or bends, and within so many heights of the face. */
const UPPER = 0.5;
const FACES_HIGH = 2;
/** Bodies' boxes are this much too narrow or too low at times, as a share of their sides. */
const SLACK = 0.05;
/** Where in a body, from its top, most faces are. */
const USUAL = 0.22;
/** px: a body that comes so near to a side of the frame may be leaving there. */
const BESIDE = 2;

/** The part of a body that holds the head: its whole width, for people bend and turn. */
export function headRoom(body: Body, faceHeight: number): Box<FramePx> {
  const height = Math.min(body.height, Math.max(UPPER * body.height, FACES_HIGH * faceHeight));
  return box<FramePx>(
    body.x - SLACK * body.width,
    body.y - SLACK * body.height,
    body.width * (1 + 2 * SLACK),
    height + SLACK * body.height,
  );
}

/**
 * Each place's body, or null: one that has the place in the room for its head. Nobody shares a body; who fits best comes first.
 * @param bodies those that are taken are left out of `left`.
 */
export function bodiesAt(
  places: readonly Place[],
  bodies: readonly Body[],
): { readonly of: readonly (Body | null)[]; readonly left: readonly Body[] } {
  const pairs = places.flatMap((place, index) =>
    bodies
      .filter((body) => holds(headRoom(body, place.height), place.at))
      .map((body) => ({ index, body, distance: distanceOf(place, body) })),
  );
  pairs.sort((a, b) => a.distance - b.distance);
  const of = places.map((): Body | null => null);
  const taken = new Set<Body>();
  for (const { index, body } of pairs) {
    if (!of[index] && !taken.has(body)) {
      of[index] = body;
      taken.add(body);
    }
  }
  return { of, left: bodies.filter((body) => !taken.has(body)) };
}

/** Whether a person may be walking out of the picture at its left or right. */
export function isBeside(body: Body, frame: Size<FramePx>): boolean {
  return body.x < BESIDE || body.x + body.width > frame.width - BESIDE;
}

export function holds(room: Box<FramePx>, { x, y }: Point<FramePx>): boolean {
  return x >= room.x && x <= room.x + room.width && y >= room.y && y <= room.y + room.height;
}

/** From where the body's face would be by rights, in shares of its sides. */
function distanceOf({ at }: Place, body: Body): number {
  return Math.hypot(
    (at.x - centre(body).x) / body.width,
    (at.y - body.y - USUAL * body.height) / body.height,
  );
}
