/** From a person's joints to what the hands do: pure functions. Lengths are in heights of the face, from its middle. */
import type { Pose } from '../../../../models/pose/decode.ts';
import { WINDOW } from './dwell.ts';
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

const SIDES = ['left', 'right'] as const;
type Side = (typeof SIDES)[number];

/** Seconds that are looked back for hands that came and went; for all else two. */
export const HANDS_WINDOW = 4;
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
  const hand = (side: Side): Hand | null => {
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

/** How much speaks for each label, 0..1, by the hands of some four seconds, oldest first; the last are those of now. */
export function handEvidence(looks: readonly HandsAt[]): Evidence {
  const now = looks.at(-1);
  const hands = now ? handsIn(now) : [];
  const lately = looks.filter(({ at }) => at > (now?.at ?? 0) - WINDOW);
  const most = (test: (hand: Hand) => boolean) => surest(hands.filter(test));
  const waving = Math.max(
    ...SIDES.map((side) => {
      const xs = lately.flatMap(({ [side]: hand }) => (hand && hand.y < SHOULDERS ? [hand.x] : []));
      return Math.min(1, swings(xs, WAVE) / (WAVES + 1));
    }),
  );
  const isWaving = waving >= WAVES / (WAVES + 1);
  return new Map([
    ['waving', isWaving ? waving : 0],
    ['glasses', cameAndWent(looks)],
    ['touching_hair', most(({ tip: { x, y } }) => y < -0.3 && y > -1.3 && Math.abs(x) < 0.9)],
    ['make_up', SIDES.reduce((score, side) => Math.max(score, atWork(lately, side)), 0)],
    // Away from the head, and not at the wheel or a shelf far to the side.
    [
      'raising_hand',
      isWaving ? 0 : most(({ x, y, tip }) => y < 0.1 && Math.abs(x) < 2.5 && Math.hypot(tip.x, tip.y) > 1.1),
    ],
  ]);
}

/** A hand that works at eyes, cheeks or lips goes to and fro by so much; one that the head rests on keeps still, and is at the chin. */
const STROKE = 0.07;
const STROKES = 2;
/** It comes from before the face: who telephones holds the wrist beside it. */
const onFace = ({ x, tip }: Hand) =>
  Math.abs(x) < 0.3 && Math.abs(tip.x) < 0.45 && tip.y > -0.4 && tip.y < 0.3;

/** 1 where a hand that is surely seen is at work on the face now, or 0; of a single look it is not known whether it moves. */
function atWork(looks: readonly HandsAt[], side: Side): number {
  const hands = looks.flatMap(({ [side]: hand }) => (hand && onFace(hand) ? [hand] : []));
  const now = looks.at(-1)?.[side];
  const along = (axis: 'x' | 'y') =>
    swings(
      hands.map(({ tip }) => tip[axis]),
      STROKE,
    );
  const moves = looks.length === 1 || along('x') + along('y') >= STROKES;
  return now && onFace(now) && moves ? 1 : 0;
}

/** Glasses are held where their sides are, beside the eyes, for so many seconds, and the hands were away before and are after. */
const GLASSES = { least: 0.3, most: 2.5 } as const;
const AWAY = 1;
const atHead = ({ tip: { x, y } }: Hand) => Math.hypot(x, y) < AWAY;
const besideEyes = ({ tip: { x, y } }: Hand) =>
  Math.abs(x) > 0.25 && Math.abs(x) < 0.8 && y > -0.35 && y < 0.15;

/** How sure it is that hands were beside the eyes and have left, in the last two seconds; one that went on to the hair was not. */
function cameAndWent(looks: readonly HandsAt[]): number {
  const seen = looks.map((look) => handsIn(look).some(atHead));
  // One look in which a hand was not seen is no sign that it left.
  const near = seen.map((is, i) => is || (seen[i - 1] && seen[i + 1]));
  const last = near.lastIndexOf(true);
  const first = near.slice(0, last + 1).lastIndexOf(false) + 1;
  const [from, to, now] = [looks[first], looks[last], looks.at(-1)];
  if (first === 0 || last === looks.length - 1 || !from || !to || !now || now.at - to.at > WINDOW) {
    return 0;
  }
  const lasts = to.at - from.at;
  const stretch = looks.slice(first, last + 1).map((look) => surest(handsIn(look).filter(besideEyes)));
  const beside = stretch.filter((score) => score > 0);
  return beside.length > stretch.length / 2 && lasts >= GLASSES.least && lasts <= GLASSES.most
    ? beside.reduce((sum, score) => sum + score, 0) / beside.length
    : 0;
}

function handsIn({ left, right }: HandsAt): readonly Hand[] {
  return [left, right].filter((hand) => hand !== null);
}

function surest(hands: readonly Hand[]): number {
  return hands.reduce((score, hand) => Math.max(score, hand.score), 0);
}
