/** The sink that writes a safe picture as an image file. It takes `SafeFrame` and nothing else. */
import { FileRefused, fileProblem } from '../engine/file/problem.ts';
import { assertSafe, type SafeFrame } from '../engine/frame.ts';

export type PictureType = 'image/png' | 'image/jpeg' | 'image/webp';

const JPEG_QUALITY = 0.95;

/**
 * The picture as a file: its pixels and nothing else, so that no place, time or camera comes along. Uses the frame up.
 * @throws TypeError when `frame` was not vouched for, FileRefused when the browser cannot write it.
 */
export async function writePicture(frame: SafeFrame, type: PictureType): Promise<Blob> {
  assertSafe(frame);
  const { picture } = frame;
  if (!(picture instanceof ImageBitmap)) {
    picture.close();
    throw new FileRefused(fileProblem('no-encoder'));
  }
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(picture);
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
