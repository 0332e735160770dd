/** The parts of a picture that networks are shown: all of it, small; the surroundings of the main face, larger; and how far its arms reach. */
import type { Pose } from '../../../../models/pose/decode.ts';
import { keepsMouth } from '../../../modes/metas.ts';
import type { Box } from './evidence.ts';
import type { Seen, Sees } from './looker.ts';

/** A part of the frame, scaled to what the network reads: sides that are multiples of 32. */
export interface Look {
  /** The part, frame pixels; may reach over the border, where it is grey. */
  readonly part: Box;
  readonly width: number;
  readonly height: number;
  readonly sees: Sees;
}

/** Longer side of the whole picture as the network reads it, pixels. */
const WHOLE = 256;
/** Side of the face's surroundings as the network reads them, pixels, and as a multiple of the face's height. */
const CLOSE = 224;
const ROOM = 2.2;
/** How much lower than the face its surroundings' middle lies, in its heights: hands come from below. */
const LOWER = 0.2;
/** The same of what arms reach, for the hands. */
const ARMS = { side: 192, room: 5, lower: 1 } as const;
/** Where they fill more of the picture than this, the whole picture shows them as well. */
const MOST = 0.9;
const UNIT = 32;
/** Level of the grey beyond the picture's border, 0..255. */
const GREY = 114;

/** @param face the largest one's box; null where there is none. @param hands look for its hands as well. */
export function looksAt(width: number, height: number, face: Box | null, hands: boolean): readonly Look[] {
  const scale = WHOLE / Math.max(width, height);
  const up = (side: number) => Math.max(UNIT, Math.ceil((side * scale) / UNIT - 1e-9) * UNIT);
  const [across, down] = [up(width), up(height)];
  const whole: Look = {
    sees: 'things',
    part: { x: 0, y: 0, width: across / scale, height: down / scale },
    width: across,
    height: down,
  };
  if (!face) {
    return [whole];
  }
  const near = ROOM * face.height <= MOST * Math.max(width, height);
  const arms: Look = { ...about(face, ARMS.room, ARMS.lower, ARMS.side), sees: 'hands' };
  return [
    whole,
    ...(near ? [{ ...about(face, ROOM, LOWER, CLOSE), sees: 'things' } as const] : []),
    ...(hands ? [arms] : []),
  ];
}

/** A square about a face, `room` heights of it wide, its middle `lower` heights below the face's, as `pixels` × `pixels`. */
function about(face: Box, room: number, lower: number, pixels: number) {
  const side = room * face.height;
  const part = {
    x: face.x + face.width / 2 - side / 2,
    y: face.y + face.height / 2 + lower * face.height - side / 2,
    width: side,
    height: side,
  };
  return { part, width: pixels, height: pixels };
}

/** What was found in a look in pixels of the frame. */
export function inFrame<T extends Box>(things: readonly T[], { part, width, height }: Look): readonly T[] {
  const [across, down] = [part.width / width, part.height / height];
  return things.map((thing) => ({
    ...thing,
    x: part.x + thing.x * across,
    y: part.y + thing.y * down,
    width: thing.width * across,
    height: thing.height * down,
  }));
}

/** Draws a look at a picture of `width` × `height` on the context's canvas, which takes the look's size. */
export function drawLook(
  context: OffscreenCanvasRenderingContext2D,
  picture: CanvasImageSource,
  look: Look,
  width: number,
  height: number,
): void {
  const { part } = look;
  Object.assign(context.canvas, { width: look.width, height: look.height });
  context.fillStyle = `rgb(${GREY},${GREY},${GREY})`;
  context.fillRect(0, 0, look.width, look.height);
  context.imageSmoothingQuality = 'medium';
  const scale = look.width / part.width;
  context.drawImage(picture, -part.x * scale, -part.y * scale, width * scale, height * scale);
}

/**
 * What was seen in each look, in pixels of the frame.
 * @param mode of the picture, as its report has it: what looks like a mouth on a cover that hides it is none.
 */
export function seenInFrame(looks: readonly Look[], seen: readonly Seen[], mode: string): Seen {
  const mouths = keepsMouth(mode);
  return {
    things: looks.flatMap((look, i) => inFrame(seen[i]?.things ?? [], look)),
    heads: looks
      .flatMap((look, i) => inFrame(seen[i]?.heads ?? [], look))
      .map((head) => (mouths ? head : { ...head, mouth: null })),
    joints: looks.reduce<Pose | null>((found, look, i) => {
      const joints = seen[i]?.joints;
      return joints ? jointsInFrame(joints, look) : found;
    }, null),
  };
}

function jointsInFrame(joints: Pose, { part, width, height }: Look): Pose {
  const moved = Object.entries(joints).map(([name, { x, y, score }]) => [
    name,
    { x: part.x + (x * part.width) / width, y: part.y + (y * part.height) / height, score },
  ]);
  return Object.fromEntries(moved) as Pose;
}
