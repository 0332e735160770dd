/** The sink that cuts one face out of a safe frame, as a picture to look at. It takes `SafeFrame` and nothing else. */
import { assertSafe, type FaceReport, type SafeFrame } from '../engine/safe/frame.ts';

/** Side of the cut ÷ longer side of the face's cover: a little of what is around it, to see hair and shoulders. */
const ROOM = 1.35;

/**
 * The largest confirmed face of a frame; null where there is none, or the frame was covered whole. An uncertain one may be a pattern on
 * the wall, which nobody should be asked about.
 */
export function largestFace({ report }: SafeFrame): FaceReport | null {
  if (report.covered === 'whole') {
    return null;
  }
  const [largest] = report.faces
    .filter(({ verdict }) => verdict === 'confirmed')
    .sort((a, b) => b.width * b.height - a.width * a.height);
  return largest ?? null;
}

/**
 * A square PNG around the face, `side` pixels a side. The frame is read at once and not used up.
 * @throws TypeError when `frame` was not vouched for; Error when the browser has no 2D canvas.
 */
export function facePicture(frame: SafeFrame, face: FaceReport, side: number): Promise<Blob> {
  assertSafe(frame);
  const canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext('2d');
  if (!context) {
    throw new Error('This browser has no 2D canvas.');
  }
  const reach = Math.max(face.width, face.height) * ROOM;
  const scale = side / reach;
  context.imageSmoothingQuality = 'high';
  context.fillStyle = '#8a8474';
  context.fillRect(0, 0, side, side);
  context.setTransform(
    scale,
    0,
    0,
    scale,
    side / 2 - (face.x + face.width / 2) * scale,
    side / 2 - (face.y + face.height / 2) * scale,
  );
  context.drawImage(frame.picture, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}
