/** Pictures on their way in and out. */
import type { Pixels } from '../../src/base/sample.ts';
import type { RawFrame } from '../../src/engine/safe/frame.ts';
import type { BrokenPicture } from './tasks.ts';

/**
 * Fetches and decodes a picture, turned as its EXIF says.
 * @returns instead why it cannot be decoded: the data's fault, not the program's.
 * @throws Error when the server does not have it.
 */
async function fetchPicture(url: string): Promise<RawFrame | BrokenPicture> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`The picture could not be read: ${response.status}.`);
  }
  const blob = await response.blob();
  try {
    return { source: await createImageBitmap(blob), timestamp: 0 };
  } catch {
    return {
      broken: blob.size === 0 ? 'The file is empty.' : 'The file is no picture that the browser can decode.',
    };
  }
}

/** Works with a picture, and closes it. Of one that cannot be decoded it says so. @throws Error when the server does not have it. */
export async function withPicture<Outcome>(
  url: string,
  work: (frame: RawFrame) => Promise<Outcome>,
): Promise<Outcome | BrokenPicture> {
  const frame = await fetchPicture(url);
  if ('broken' in frame) {
    return frame;
  }
  try {
    return await work(frame);
  } finally {
    frame.source.close();
  }
}

const canvas = new OffscreenCanvas(1, 1);
const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });

/** The pixels of a picture, which is closed. */
export function pixelsOf(picture: VideoFrame | ImageBitmap): Pixels {
  if (!context) {
    throw new Error('No 2D canvas for reading pictures.');
  }
  const [width, height] =
    'displayWidth' in picture
      ? [picture.displayWidth, picture.displayHeight]
      : [picture.width, picture.height];
  canvas.width = width;
  canvas.height = height;
  context.drawImage(picture, 0, 0);
  picture.close();
  return context.getImageData(0, 0, width, height);
}

/** Numbers as text that survives JSON: base64 of float32, little-endian. */
export function base64(values: Float32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}
