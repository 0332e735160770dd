import { assertSafe, type SafeFrame } from '../engine/safe/frame.ts';
import { pixelsOf } from '../engine/safe/pixels.ts';
import { frameOfPlanes, planesOfPixels } from '../engine/safe/planes.ts';

/**
 * All pictures that an encoder is given are of one kind, the first one's: planes with the same colours, or RGBA. It takes others for
 * what they are not, and they come out pale or tinted. Another renderer in the middle of a video gives others.
 */
export class OneKind {
  /** Of planes; null: RGBA. */
  #colours: VideoColorSpaceInit | null | undefined;

  /**
   * A copy of the frame's picture, taken at once, of the first one's kind; a promise only where it has to be converted.
   * @param frame it stays the caller's
   * @throws TypeError when `frame` was not vouched for.
   */
  of(frame: SafeFrame): VideoFrame | Promise<VideoFrame> {
    assertSafe(frame);
    const { picture } = frame;
    const copy = 'displayWidth' in picture ? picture.clone() : new VideoFrame(picture, { timestamp: 0 });
    const colours = copy.format === 'I420' ? copy.colorSpace.toJSON() : null;
    if (this.#colours === undefined) {
      this.#colours = colours;
    }
    const isSame = JSON.stringify(colours) === JSON.stringify(this.#colours);
    return isSame ? copy : converted(copy, this.#colours);
  }
}

/** Closes the frame. */
async function converted(frame: VideoFrame, colours: VideoColorSpaceInit | null): Promise<VideoFrame> {
  try {
    const pixels = await pixelsOf(frame);
    const { width, height } = pixels;
    const { timestamp } = frame;
    return colours
      ? frameOfPlanes(planesOfPixels(pixels, colours), width, height, timestamp, colours)
      : new VideoFrame(pixels.data, { format: 'RGBA', codedWidth: width, codedHeight: height, timestamp });
  } finally {
    frame.close();
  }
}
