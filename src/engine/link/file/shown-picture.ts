/** A decoded picture as players show it: the part that the container shows, turned, and where it is see-through on a ground. */
import type { VideoSample } from 'mediabunny';
import type { Crop } from './container/facts.ts';

/** What see-through pictures are shown on; `notes.ts` says so. */
export const GROUND = '#fff';

/**
 * The receiver closes the picture; the sample stays the caller's.
 * @param mask as large as the stored picture, opaque where that is to be seen
 */
export function shownPicture(
  sample: VideoSample,
  crop: Crop | null,
  mask: OffscreenCanvas | null,
): VideoFrame | ImageBitmap {
  const { rotation, flip } = sample;
  if (rotation === 0 && !flip && !crop && !mask) {
    return sample.toVideoFrame();
  }
  const frame = sample.toVideoFrame();
  try {
    const { width, height } = crop?.shown ?? { width: frame.displayWidth, height: frame.displayHeight };
    const lying = rotation % 180 === 90;
    const canvas = new OffscreenCanvas(lying ? height : width, lying ? width : height);
    const context = canvas.getContext('2d', { alpha: mask !== null });
    if (!context) {
      throw new Error('no 2D canvas for drawing a frame upright');
    }
    context.translate(canvas.width / 2, canvas.height / 2);
    // What is called last is done first: turned, then mirrored.
    context.scale(flip ? -1 : 1, 1);
    context.rotate((rotation * Math.PI) / 180);
    const draw = (source: CanvasImageSource, sourceWidth: number, sourceHeight: number) => {
      const { x, y, of, ...part } = crop ?? { x: 0, y: 0, width, height, of: { width, height } };
      const across = sourceWidth / of.width;
      const down = sourceHeight / of.height;
      context.drawImage(
        source,
        x * across,
        y * down,
        part.width * across,
        part.height * down,
        -width / 2,
        -height / 2,
        width,
        height,
      );
    };
    draw(frame, frame.displayWidth, frame.displayHeight);
    if (mask) {
      context.globalCompositeOperation = 'destination-in';
      draw(mask, mask.width, mask.height);
      context.resetTransform();
      context.globalCompositeOperation = 'destination-over';
      context.fillStyle = GROUND;
      context.fillRect(0, 0, canvas.width, canvas.height);
    }
    return canvas.transferToImageBitmap();
  } finally {
    frame.close();
  }
}
