/** Where people's heads are, faces to be seen or not: two networks have to agree, on the person and on the joints. Pure but for the networks. */
import { holds, type Rectangle, rectangleCentre } from '../../base/geometry.ts';
import type { Pixels } from '../../base/sample.ts';
import type { Candidate } from '../../models/face-detector/candidates.ts';
import type { Pose } from '../../models/pose/decode.ts';
import type { PoseNetwork } from '../../models/pose/detector.ts';
import { headOf } from '../../models/pose/head.ts';
import { inFrame, pictureOf } from './picture.ts';

/** A body that scores so much is one. */
const SURE = 0.5;
/** More people are too many to look at one by one. */
const MOST = 8;
/** A face's middle lies so near to its head's, and it is so high, in sides of the head. */
const NEAR = 0.3;
const HIGH = [0.3, 1.2] as const;
/** By so many heads another box of the same person may begin higher. */
const ABOVE = 0.25;
/** A head's share of its body's shorter side, at least. */
const LEAST = 0.4;
/** The joints' picture: pixels a side, and how much more than the body it shows. */
const POSE_SIDE = 192;
const ROOM = 1.25;

/** A body, which may be none, and where its head is, if its joints say so; frame pixels. */
export interface Person {
  readonly body: Candidate;
  readonly head: Rectangle | null;
}

/** The bodies' heads. Nobody where there are too many bodies. */
export function peopleOf(bodies: readonly Candidate[], poseOf: (body: Candidate) => Pose): readonly Person[] {
  return bodies.length > MOST ? [] : bodies.map((body) => ({ body, head: headOf(poseOf(body)) }));
}

/**
 * The head of the one person in a frame in which no face is to be seen, with the body's score. Null where it does not account for all:
 * no body is surely one, or any, however doubtful, may be somebody else's. Of groups too few bodies are found, and too few heads.
 */
export function soleHead(people: readonly Person[]): Candidate | null {
  const [best] = people.toSorted((a, b) => b.body.score - a.body.score);
  const head = best?.head;
  if (!head || best.body.score < SURE) {
    return null;
  }
  const room = roomFor(head, best.body);
  // Who stands behind has the head in the body, too, but begins above it.
  const isSame = (other: Person) =>
    holds(other.body, rectangleCentre(head)) &&
    other.body.y >= room.y - ABOVE * head.height &&
    (!other.head || holds(head, rectangleCentre(other.head)));
  return people.every(isSame) ? { ...room, score: best.body.score, points: [] } : null;
}

/** Joints can be a little wrong: no smaller than heads are, and up to where the body begins. */
function roomFor(head: Rectangle, body: Rectangle): Rectangle {
  const side = Math.max(head.width, LEAST * Math.min(body.width, body.height));
  const { x, y } = rectangleCentre(head);
  const top = Math.min(y - side / 2, body.y);
  return { x: x - side / 2, y: top, width: side, height: y + side / 2 - top };
}

/**
 * Of doubtful finds those that are where a person's face must be; of a person's several the best, and none where a confirmed one is.
 * Of such finds in action pictures 19 of 20 show a face.
 * @param confirmed and doubtful: finds, each best first.
 */
export function facesOf<T extends { readonly box: Rectangle }>(
  people: readonly Person[],
  confirmed: readonly T[],
  doubtful: readonly T[],
): ReadonlySet<T> {
  const meant = people.flatMap(({ head }) => {
    const isHere = ({ box }: T) => head !== null && isFaceIn(head, box);
    const best = confirmed.some(isHere) ? undefined : doubtful.find(isHere);
    return best ? [best] : [];
  });
  return new Set(meant);
}

function isFaceIn(head: Rectangle, face: Rectangle): boolean {
  const [middle, at] = [rectangleCentre(face), rectangleCentre(head)];
  const across = Math.abs(middle.x - at.x) / head.width;
  const down = Math.abs(middle.y - at.y) / head.height;
  const high = face.height / head.height;
  return across <= NEAR && down <= NEAR && high >= HIGH[0] && high <= HIGH[1];
}

/** The body's joints in frame pixels. */
export function poseIn(frame: Pixels, body: Rectangle, network: PoseNetwork): Pose {
  const side = Math.max(1, Math.round(ROOM * Math.max(body.width, body.height)));
  const left = Math.round(body.x + (body.width - side) / 2);
  const top = Math.round(body.y + (body.height - side) / 2);
  const picture = pictureOf(squareOf(frame, left, top, side), POSE_SIDE);
  const pose = network.find(picture.data, picture.width, picture.height);
  return Object.fromEntries(
    Object.entries(pose).map(([name, { x, y, score }]) => {
      const at = inFrame({ x, y, width: 0, height: 0, score, points: [] }, picture);
      return [name, { x: left + at.x, y: top + at.y, score }];
    }),
  ) as Pose;
}

/** Black beyond the frame. */
function squareOf(frame: Pixels, left: number, top: number, side: number): Pixels {
  const data = new Uint8ClampedArray(side * side * 4);
  const [from, to] = [Math.max(0, left), Math.min(frame.width, left + side)];
  for (let y = Math.max(0, top); y < Math.min(frame.height, top + side); y++) {
    const row = y * frame.width;
    data.set(
      frame.data.subarray((row + from) * 4, (row + Math.max(from, to)) * 4),
      ((y - top) * side + from - left) * 4,
    );
  }
  return { width: side, height: side, data };
}
