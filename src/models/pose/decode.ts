/** From MoveNet's maps to the joints of one person. Pure. */
import type { OutputMap } from '../face-detector/network.ts';
import { JOINT_COUNT, STRIDE } from './plan.ts';

/** In the network's order; left and right are the person's. */
export const JOINTS = [
  'nose',
  'leftEye',
  'rightEye',
  'leftEar',
  'rightEar',
  'leftShoulder',
  'rightShoulder',
  'leftElbow',
  'rightElbow',
  'leftWrist',
  'rightWrist',
  'leftHip',
  'rightHip',
  'leftKnee',
  'rightKnee',
  'leftAnkle',
  'rightAnkle',
] as const;

export interface Joint {
  /** Pixels of the picture. */
  readonly x: number;
  readonly y: number;
  /** 0..1 */
  readonly score: number;
}

export type Pose = Readonly<Record<(typeof JOINTS)[number], Joint>>;

/** How much less a place counts per place that it is away from where it is expected; the network was trained with it. */
const NEAR = 1.8;

/**
 * The joints of the person whose middle is surest and nearest to the picture's.
 * @param maps those of plan.ts, in their order. @throws RangeError when they are others.
 */
export function decodePose(maps: readonly OutputMap[]): Pose {
  const [middle, joints, fromMiddle, offsets] = maps;
  const pairs = 2 * JOINT_COUNT;
  if (
    !middle ||
    !joints ||
    !fromMiddle ||
    !offsets ||
    joints.channels < JOINT_COUNT ||
    fromMiddle.channels < pairs ||
    offsets.channels < pairs
  ) {
    throw new RangeError('MoveNet has four maps: middles, joints, ways to joints, offsets.');
  }
  const { width, height } = middle;
  const [mx, my] = best(middle, 0, width / 2, height / 2);
  const found = JOINTS.map((name, joint): readonly [string, Joint] => {
    const at = (map: OutputMap, x: number, y: number, channel: number) =>
      map.values[(y * width + x) * map.channels + channel] as number;
    const [x, y] = best(
      joints,
      joint,
      mx + at(fromMiddle, mx, my, 2 * joint + 1),
      my + at(fromMiddle, mx, my, 2 * joint),
    );
    return [
      name,
      {
        x: (x + at(offsets, x, y, 2 * joint + 1)) * STRIDE,
        y: (y + at(offsets, x, y, 2 * joint)) * STRIDE,
        score: sigmoid(at(joints, x, y, joint)),
      },
    ];
  });
  return Object.fromEntries(found) as Pose;
}

/** The place whose score is greatest, less so the further it is from (x, y), places. */
function best(
  { width, height, channels, values }: OutputMap,
  channel: number,
  x: number,
  y: number,
): readonly [number, number] {
  let most = Number.NEGATIVE_INFINITY;
  let place = 0;
  for (let i = 0; i < width * height; i++) {
    const away = Math.hypot((i % width) - x, Math.floor(i / width) - y);
    const score = sigmoid(values[i * channels + channel] as number) / (away + NEAR);
    if (score > most) {
      most = score;
      place = i;
    }
  }
  return [place % width, Math.floor(place / width)];
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
