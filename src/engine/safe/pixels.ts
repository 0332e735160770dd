import { BufferPool } from '../../base/buffers.ts';
import { type FramePx, type Size, size } from '../../base/geometry.ts';
import type { RawFrame } from './frame.ts';

/**
 * The frame's pixels as it is shown: RGBA, 8 bits each, display size. Copied once a frame, whoever asks.
 * @throws when the frame was closed or the browser cannot copy it.
 */
export function rgbaOf(frame: RawFrame): Promise<ImageData> {
  let kept = copies.get(frame.source);
  if (!kept) {
    const made: Copy = { pixels: copy(frame), image: null };
    made.pixels.then(
      (image) => {
        made.image = image;
      },
      () => undefined,
    );
    copies.set(frame.source, made);
    kept = made;
  }
  return kept.pixels;
}

interface Copy {
  readonly pixels: Promise<ImageData>;
  /** The same once they are there. */
  image: ImageData | null;
}

const copies = new WeakMap<RawFrame['source'], Copy>();
const pool = new BufferPool();

/**
 * Closes the frame's source; the memory of its pixels serves another frame. Whoever asked for them before may still look at
 * them in the task that is running, and not afterwards.
 */
export function closeFrame({ source }: RawFrame): void {
  source.close();
  const image = copies.get(source)?.image;
  copies.delete(source);
  // A copy under way when its frame was given up is left to the collector: it may yet be written to.
  if (image) {
    setTimeout(() => pool.give(image.data.buffer));
  }
}

/** The frame's size as it is shown. */
export function sizeOf({ source }: RawFrame): Size<FramePx> {
  return 'displayWidth' in source
    ? size(source.displayWidth, source.displayHeight)
    : size(source.width, source.height);
}

async function copy(frame: RawFrame): Promise<ImageData> {
  const { source } = frame;
  const { width, height } = sizeOf(frame);
  if ('displayWidth' in source && isUpright(source)) {
    const bytes = width * height * 4;
    const image = new ImageData(new Uint8ClampedArray(pool.take(bytes), 0, bytes), width, height);
    await source.copyTo(image.data, {
      format: 'RGBA',
      colorSpace: 'srgb',
      layout: [{ offset: 0, stride: width * 4 }],
    });
    return image;
  }
  const canvas = new OffscreenCanvas(width, height);
  // Opaque, as frames are: what shines through in a picture becomes black.
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context) {
    throw new Error('No 2D canvas for copying a frame.');
  }
  context.drawImage(source, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

/** True when the stored pixels are the shown ones: not turned, not mirrored, not stretched. */
export function isUpright(frame: VideoFrame): boolean {
  const { rotation = 0, flip = false } = frame as VideoFrame & { rotation?: number; flip?: boolean };
  const visible = frame.visibleRect;
  return (
    rotation === 0 &&
    !flip &&
    visible !== null &&
    visible.width === frame.displayWidth &&
    visible.height === frame.displayHeight
  );
}
