/** From a person's joints to what the hands do: pure functions. Lengths are in heights of the face, from its middle. */
import type { Pose } from '../../../../models/pose/decode.ts';
import type { Box, Evidence } from './evidence.ts';
import { swings } from './head.ts';

export interface Hand {
  /** The wrist. */
  readonly x: number;
  readonly y: number;
  /** Where the hand ends about: as far beyond the wrist as it is long, away from the elbow. */
  readonly tip: { readonly x: number; readonly y: number };
  /** 0..1 */
  readonly score: number;
}

/** The hands that were seen at a time; one whose forearm does not point upwards is not among them. */
export interface HandsAt {
  /** Seconds. */
  readonly at: number;
  readonly left: Hand | null;
  readonly right: Hand | null;
}

/** Joints of lower scores are guesses: wrists, and elbows and shoulders. */
const WRIST = 0.3;
const JOINT = 0.2;
/** A forearm points upwards when the wrist is so much above the elbow. */
const UPWARDS = 0.3;
const HAND = 0.35;

/** The hands of the person whose face it is; none where the joints are somebody else's. */
export function handsOf(face: Box, joints: Pose, at: number): HandsAt {
  const place = ({ x, y }: { x: number; y: number }) => ({
    x: (x - face.x - face.width / 2) / face.height,
    y: (y - face.y - face.height / 2) / face.height,
  });
  const { leftShoulder, rightShoulder } = joints;
  const neck = place({
    x: (leftShoulder.x + rightShoulder.x) / 2,
    y: (leftShoulder.y + rightShoulder.y) / 2,
  });
  const own =
    Math.max(leftShoulder.score, rightShoulder.score) >= JOINT &&
    Math.abs(neck.x) < 1.2 &&
    neck.y > 0.2 &&
    neck.y < 2.2;
  const hand = (side: 'left' | 'right'): Hand | null => {
    const { [`${side}Wrist` as const]: wrist, [`${side}Elbow` as const]: elbow } = joints;
    const [from, to] = [place(elbow), place(wrist)];
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    if (!own || wrist.score < WRIST || elbow.score < JOINT || from.y - to.y < UPWARDS) {
      return null;
    }
    const beyond = HAND / length;
    const tip = { x: to.x + beyond * (to.x - from.x), y: to.y + beyond * (to.y - from.y) };
    return { ...to, tip, score: wrist.score };
  };
  return { at, left: hand('left'), right: hand('right') };
}

/** Least swing to the side of a hand that waves, and swings that make it. */
const WAVE = 0.3;
const WAVES = 3;
/** A hand waves above the shoulders, which are about so far below the face's middle. */
const SHOULDERS = 1.3;

/** How much speaks for each label, 0..1, by the hands of some two seconds, oldest first; the last are those of now. */
export function handEvidence(looks: readonly HandsAt[]): Evidence {
  const now = looks.at(-1);
  const hands = now ? [now.left, now.right].filter((hand) => hand !== null) : [];
  const most = (test: (hand: Hand) => boolean) =>
    hands.filter(test).reduce((score, hand) => Math.max(score, hand.score), 0);
  const waving = Math.max(
    ...(['left', 'right'] as const).map((side) => {
      const xs = looks.flatMap(({ [side]: hand }) => (hand && hand.y < SHOULDERS ? [hand.x] : []));
      return Math.min(1, swings(xs, WAVE) / (WAVES + 1));
    }),
  );
  const isWaving = waving >= WAVES / (WAVES + 1);
  return new Map([
    ['waving', isWaving ? waving : 0],
    ['touching_hair', most(({ tip: { x, y } }) => y < -0.3 && y > -1.3 && Math.abs(x) < 0.9)],
    // Away from the head, and not at the wheel or a shelf far to the side.
    [
      'raising_hand',
      isWaving ? 0 : most(({ x, y, tip }) => y < 0.1 && Math.abs(x) < 2.5 && Math.hypot(tip.x, tip.y) > 1.1),
    ],
  ]);
}
