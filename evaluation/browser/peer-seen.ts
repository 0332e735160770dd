/**
 * What MoveNet and COCO-SSD of tfjs-models find, as the desk's rules read it, so that both are judged by the same rules: pure functions.
 * Where the page has a face from its cover, these have the joints of a head.
 */
import type { Box, FaceSeen, Thing } from '../../src/engine/meters/action/desk/evidence.ts';
import { type Head, poseOf } from '../../src/engine/meters/action/desk/head.ts';
import type { Seen } from '../../src/engine/meters/action/desk/looker.ts';
import { JOINTS, type Joint, type Pose } from '../../src/models/pose/decode.ts';

/** A joint as pose-detection has it: `left_wrist`. Pixels of the picture. */
export interface PeerJoint {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly score: number;
}

/** An object as coco-ssd has it: x, y, width, height in pixels of the picture. */
export interface PeerObject {
  readonly class: string;
  readonly score: number;
  readonly bbox: readonly [number, number, number, number];
}

/** Joints of lower scores are guesses: tfjs-models' own demo draws none. */
const JOINT = 0.3;
/**
 * Millimetres of a grown-up's head, about: between the pupils, between the ears, from the eyes' line down to the nose's tip and to the
 * mouth, from the hair line to the eyes' line and to the chin, and across. Whichever of the first three makes the face largest counts: a
 * turned head shows less of each.
 */
const HEAD = { eyes: 63, ears: 145, nose: 45, mouth: 70, brow: 80, face: 185, width: 140 } as const;

/** @param joints of one person, none where nobody was found. @returns null where no head is to be seen. */
export function seenByPeer(
  joints: readonly PeerJoint[],
  objects: readonly PeerObject[],
): { readonly faces: readonly FaceSeen[]; readonly seen: Seen } | null {
  const pose = poseOfPeer(joints);
  const box = pose && faceOf(pose);
  if (!pose || !box) {
    return null;
  }
  const things = objects.map(
    ({ class: label, score, bbox: [x, y, width, height] }): Thing => ({ label, score, x, y, width, height }),
  );
  const head = headOf(pose, box);
  return { faces: [{ id: 0, box }], seen: { things, heads: head ? [head] : [], joints: pose } };
}

/** Null where a joint is missing. */
function poseOfPeer(joints: readonly PeerJoint[]): Pose | null {
  const named = new Map(joints.map((joint) => [joint.name, joint]));
  const found = JOINTS.flatMap((name): [string, Joint][] => {
    const joint = named.get(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
    return joint ? [[name, { x: joint.x, y: joint.y, score: joint.score }]] : [];
  });
  return found.length === JOINTS.length ? (Object.fromEntries(found) as Pose) : null;
}

/** From the hair line to the chin, as the page's faces are; null where nose or eyes are guesses. */
function faceOf({ nose, leftEye, rightEye, leftEar, rightEar }: Pose): Box | null {
  if (nose.score < JOINT || Math.max(leftEye.score, rightEye.score) < JOINT) {
    return null;
  }
  const middle = { x: (leftEye.x + rightEye.x) / 2, y: (leftEye.y + rightEye.y) / 2 };
  const between = (a: { x: number; y: number }, b: { x: number; y: number }) =>
    Math.hypot(a.x - b.x, a.y - b.y);
  const millimetre = Math.max(
    between(leftEye, rightEye) / HEAD.eyes,
    Math.min(leftEar.score, rightEar.score) < JOINT ? 0 : between(leftEar, rightEar) / HEAD.ears,
    (nose.y - middle.y) / HEAD.nose,
  );
  const [width, height] = [HEAD.width * millimetre, HEAD.face * millimetre];
  return height > 0
    ? { x: (middle.x + nose.x) / 2 - width / 2, y: middle.y - HEAD.brow * millimetre, width, height }
    : null;
}

/** How the head is turned. MoveNet has no mouth: it is put where it is in a face that looks ahead, and nothing is said of its look. */
function headOf({ nose, leftEye, rightEye }: Pose, box: Box): Head | null {
  const score = Math.min(nose.score, leftEye.score, rightEye.score);
  const across = { x: leftEye.x - rightEye.x, y: leftEye.y - rightEye.y };
  const eyes = Math.hypot(across.x, across.y);
  if (score < JOINT || eyes === 0) {
    return null;
  }
  const down = (HEAD.mouth / HEAD.face) * box.height;
  const mouth = {
    x: (leftEye.x + rightEye.x) / 2 - (across.y / eyes) * down,
    y: (leftEye.y + rightEye.y) / 2 + (across.x / eyes) * down,
  };
  const pose = poseOf({ rightEye, leftEye, nose, mouth });
  return pose && { ...box, score, pose, mouth: null };
}
