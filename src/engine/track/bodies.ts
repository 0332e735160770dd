/** Whose body is whose, and where in it the head is while no face is to be seen. Pure. */
import { type Box, box, centre, type FramePx, holds, type Point, type Size } from '../../base/geometry.ts';

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

/** The bodies that none of the places has: each has the one that fits best, and nobody shares one. */
export function unclaimed(places: readonly Place[], bodies: readonly Body[]): readonly Body[] {
  const pairs = places.flatMap((place) =>
    fitting(place, bodies).map((body) => ({ place, body, distance: distanceOf(place, body) })),
  );
  pairs.sort((a, b) => a.distance - b.distance);
  const taken = new Set<Place | Body>();
  for (const { place, body } of pairs) {
    if (!taken.has(place) && !taken.has(body)) {
      taken.add(place).add(body);
    }
  }
  return bodies.filter((body) => !taken.has(body));
}

/** The body that has the place in the room for its head; of several the one that fits best. */
export function bodyAt(place: Place, bodies: readonly Body[]): Body | null {
  const [best] = fitting(place, bodies).sort((a, b) => distanceOf(place, a) - distanceOf(place, b));
  return best ?? null;
}

function fitting(place: Place, bodies: readonly Body[]): Body[] {
  return bodies.filter((body) => holds(headRoom(body, place.height), place.at));
}

/** Whether a person may be walking out of the picture at its left or right. */
export function isBeside(body: Body, frame: Size<FramePx>): boolean {
  return body.x < BESIDE || body.x + body.width > frame.width - BESIDE;
}

/** From where the body's face would be by rights, in shares of its sides. */
function distanceOf({ at }: Place, body: Body): number {
  return Math.hypot(
    (at.x - centre(body).x) / body.width,
    (at.y - body.y - USUAL * body.height) / body.height,
  );
}
