/** What arrived at the far end of a call, held against the clip that was before the camera. */
import { readBarcode } from '../../testing/scenes/barcode.ts';
import { alikeShare } from './bare.ts';
import { type Clip, type Picture, rawFrame } from './clips.ts';

export interface Arrivals {
  /** A line for each face of which more than a fifth arrived as it was. */
  readonly bare: readonly string[];
  /** Pictures that could be told from one another. */
  readonly judged: number;
  /** Faces beside which the picture is as it was: the measure can see what is bare. */
  readonly untouched: number;
}

export function judgeArrivals(pictures: readonly Picture[], clip: Clip): Arrivals {
  const bare: string[] = [];
  let judged = 0;
  let untouched = 0;
  for (const picture of pictures) {
    const number = readBarcode(picture);
    const truth = number === null ? undefined : clip.frames[number];
    if (number === null || !truth) {
      continue;
    }
    judged += 1;
    const raw = rawFrame(clip, number);
    for (const face of truth.faces) {
      const share = alikeShare(picture, raw, face);
      if (share > 0.2) {
        bare.push(`frame ${number}: ${(share * 100).toFixed(0)} % as it was`);
      }
      // The same measure far from the face.
      const aside = { ...face, x: 560, y: 60, box: { x: 520, y: 20, width: 80, height: 80 } };
      untouched += alikeShare(picture, raw, aside) > 0.5 ? 1 : 0;
    }
  }
  return { bare, judged, untouched };
}
