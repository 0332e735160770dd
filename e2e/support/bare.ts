/** Holds finished pictures against what they were made of: which true faces are still to be seen. */

import { inEllipse, type SceneFace } from '../../testing/scenes/scene.ts';
import type { Picture } from './clips.ts';

/** Levels within which a pixel counts as the original; both sides went through a codec. */
const ALIKE = 12;
/** Faces less visible than this are not judged. */
const VISIBLE = 0.5;

/**
 * One line for each face of which more than `limit` looks as it did. A flat cover agrees with a cheek here and there by chance; a drawn
 * face, whose skin has the same colour, at more places.
 */
export function bareFaces(
  shown: readonly Picture[],
  raw: readonly Picture[],
  faces: readonly (readonly SceneFace[])[],
  limit = 0.2,
): string[] {
  const bare: string[] = [];
  shown.forEach((picture, frame) => {
    const truth = raw[frame];
    for (const face of faces[frame] ?? []) {
      if (!truth || face.visible < VISIBLE) {
        continue;
      }
      const share = alikeShare(picture, truth, face);
      if (share > limit) {
        bare.push(`frame ${frame}, person ${face.person}: ${(share * 100).toFixed(0)} % as it was`);
      }
    }
  });
  return bare;
}

/**
 * Share of a face's inner pixels that are as they were, to so many levels.
 * @throws RangeError when the pictures differ in size
 */
export function alikeShare(shown: Picture, raw: Picture, face: SceneFace, levels = ALIKE): number {
  if (shown.width !== raw.width || shown.height !== raw.height) {
    throw new RangeError(`${shown.width}×${shown.height} cannot be held against ${raw.width}×${raw.height}.`);
  }
  let all = 0;
  let alike = 0;
  const { x: left, y: top, width, height } = face.box;
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(raw.height, top + height); y++) {
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(raw.width, left + width); x++) {
      if (inEllipse(face, x, y, { x: 0.9, y: 0.9, rise: 0 })) {
        const at = (y * raw.width + x) * 4;
        all += 1;
        alike += [0, 1, 2].every(
          (c) => Math.abs((shown.data[at + c] ?? 0) - (raw.data[at + c] ?? 0)) <= levels,
        )
          ? 1
          : 0;
      }
    }
  }
  return all > 0 ? alike / all : 0;
}
