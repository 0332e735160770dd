/** The sink that writes a safe picture as an image file. It takes `SafeFrame` and nothing else. */
import { FileRefused, fileProblem } from '../engine/link/file/problem.ts';
import { assertSafe, type SafeFrame } from '../engine/safe/frame.ts';

export type PictureType = 'image/png' | 'image/jpeg' | 'image/webp';

const JPEG_QUALITY = 0.95;

/**
 * The picture as a file: its pixels and nothing else, so that no place, time or camera comes along. The frame stays the
 * caller's; it is copied before anything is awaited.
 * @throws TypeError when `frame` was not vouched for, FileRefused when the browser cannot write it.
 */
export async function writePicture(frame: SafeFrame, type: PictureType): Promise<Blob> {
  assertSafe(frame);
  const { width, height } = frame.report;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) {
    throw new FileRefused(fileProblem('no-encoder'));
  }
  context.drawImage(frame.picture as CanvasImageSource, 0, 0, width, height);
  const blob = await canvas.convertToBlob({ type, quality: JPEG_QUALITY });
  if (blob.size === 0) {
    throw new FileRefused(fileProblem('no-encoder'));
  }
  return blob;
}

/** The type to write a picture of this kind as: photographs stay JPEG, everything else keeps its edges as PNG. */
export function pictureTypeFor(mime: string): PictureType {
  return mime === 'image/jpeg' || mime === 'image/webp' ? mime : 'image/png';
}
