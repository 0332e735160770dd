/** What a mouth's look says, now and over time: pure functions. */
import { type Pixels, sampleCrop } from '../../../../base/sample.ts';
import { classOf } from './classes.ts';
import type { Evidence } from './evidence.ts';
import { type HeadPoints, type Mouth, swings } from './head.ts';

export interface MouthAt extends Mouth {
  /** Seconds. */
  readonly at: number;
}

/** Side of the mouth's surroundings in distances of the eyes and in places, and how far their middle lies below the eyes. */
const AROUND = 1;
const SIDE = 10;
const BELOW = 1.1;
/** Differences below this, 0..1, are noise: a dark mouth's places differ by little else. */
const NOISE = 0.01;

/** How light the places about the mouth are, less their mean, in deviations. It is put by the eyes: a mouth's own points move as it does. */
export function mouthLook(pixels: Pixels, { rightEye, leftEye }: HeadPoints): readonly number[] {
  const [x, y] = [leftEye.x - rightEye.x, leftEye.y - rightEye.y];
  const top = BELOW - AROUND / 2;
  const { rgba } = sampleCrop(
    pixels,
    {
      x0: (rightEye.x + leftEye.x) / 2 - (AROUND / 2) * x - top * y,
      y0: (rightEye.y + leftEye.y) / 2 - (AROUND / 2) * y + top * x,
      xs: AROUND * x,
      ys: AROUND * y,
      xt: -AROUND * y,
      yt: AROUND * x,
    },
    SIDE,
  );
  const light = Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [r, g, b] = rgba.subarray(4 * i, 4 * i + 3);
    return 0.3 * (r ?? 0) + 0.59 * (g ?? 0) + 0.11 * (b ?? 0);
  });
  const mean = light.reduce((sum, value) => sum + value, 0) / light.length;
  const variance = light.reduce((sum, value) => sum + (value - mean) ** 2, 0) / light.length;
  return light.map((value) => (value - mean) / (Math.sqrt(variance) + NOISE));
}

const LEAST_YAWN = classOf('yawning')?.least ?? 1;
const LEAST_SMOKE = classOf('smoking')?.least ?? 1;
/** Least way between open and closed, in the filter's own numbers (log-odds), and ways to and fro in two seconds that are talk. */
const WAY = 0.8;
const WAYS = 3;
/** Beyond these odds the filter's numbers say nothing more of how open a mouth is. */
const SURE = 1e-4;
/** So much a mouth's look differs from one look to the next when it talks: the filter's numbers alone also follow a camera that sways. */
const CHANGE = 0.3;

/**
 * How much speaks for each label, 0..1.
 * @param mouths of some two seconds, oldest first. @param at now: a mouth that is not to be seen any more neither yawns nor talks.
 */
export function mouthEvidence(mouths: readonly MouthAt[], at: number): Evidence {
  const now = mouths.at(-1);
  if (now?.at !== at) {
    return new Map();
  }
  const ways = swings(
    mouths.map(({ yawn }) => Math.log(Math.max(yawn, SURE) / Math.max(1 - yawn, SURE))),
    WAY,
  );
  const talks = ways >= WAYS && changeOf(mouths) >= CHANGE;
  const smoke = now.smoke ?? 0;
  return new Map([
    ['smoking', smoke >= LEAST_SMOKE ? smoke : 0],
    ['yawning', now.yawn >= LEAST_YAWN ? now.yawn : 0],
    ['talking', talks ? Math.min(1, ways / (WAYS + 1)) : 0],
  ]);
}

/** The median difference between a mouth and what it was a look before. */
function changeOf(mouths: readonly Mouth[]): number {
  const changes = mouths.slice(1).map(({ look }, i) => {
    const before = mouths[i]?.look ?? look;
    return (
      look.reduce((sum, value, place) => sum + Math.abs(value - (before[place] ?? value)), 0) / look.length
    );
  });
  return changes.sort((a, b) => a - b)[Math.floor(changes.length / 2)] ?? 0;
}
