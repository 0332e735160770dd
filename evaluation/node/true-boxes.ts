/** Ground truth of a video: where the faces are, frame by frame. */

import { UsageError } from '../../cli/headless/errors.ts';
import type { TrueFace } from '../browser/tasks.ts';

/** The faces of a frame, counted from 0; null where nobody labelled the frame. */
export type TruthOf = (frame: number) => readonly TrueFace[] | null;

export interface TrueBoxes {
  readonly of: TruthOf;
  /** Frames that the file speaks of; every one when it is a list. */
  readonly labelled: number;
  /** Number of the last frame that it speaks of; −1 for none. */
  readonly last: number;
}

/**
 * Reads `[[[x, y, width, height], …], …]`, one list of boxes a frame, or `{"0": […], "30": […]}`, only some frames by their number.
 * A box may also be `{"x": …, "y": …, "width": …, "height": …}`. Pixels of the frame as shown; the ellipse in a box is the face.
 * @throws UsageError, with the place, for anything else.
 */
export function parseTrueBoxes(text: string, name = 'The boxes file'): TrueBoxes {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${name} is no JSON (${(error as Error).message}).`);
  }
  if (typeof given !== 'object' || given === null) {
    throw new UsageError(`${name} holds neither a list of frames nor an object with frames by their number.`);
  }
  const frames = new Map(
    Object.entries(given).map(([key, boxes]) => {
      const where = `${name}, frame ${key}`;
      if (!/^\d+$/.test(key)) {
        throw new UsageError(`${where}: frames are named by their number, from 0 on.`);
      }
      if (!Array.isArray(boxes)) {
        throw new UsageError(`${where}: a list of boxes is expected, empty where there is no face.`);
      }
      return [Number(key), boxes.map((one) => boxOf(one, where))] as const;
    }),
  );
  return {
    of: (frame) => frames.get(frame) ?? null,
    labelled: frames.size,
    last: Math.max(-1, ...frames.keys()),
  };
}

function boxOf(given: unknown, where: string): TrueFace {
  const { x, y, width, height } = (
    Array.isArray(given) ? { x: given[0], y: given[1], width: given[2], height: given[3] } : (given ?? {})
  ) as Record<string, unknown>;
  const numbers = [x, y, width, height];
  if (
    !numbers.every((n) => typeof n === 'number' && Number.isFinite(n)) ||
    !(Number(width) > 0 && Number(height) > 0)
  ) {
    throw new UsageError(
      `${where}: ${JSON.stringify(given)} is no box; [x, y, width, height] in pixels is expected.`,
    );
  }
  return { x, y, width, height } as TrueFace;
}
