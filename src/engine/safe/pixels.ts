import { BufferPool } from '../../base/buffers.ts';
import { type FramePx, type PixelArea, type Size, size } from '../../base/geometry.ts';
import type { RawFrame } from './frame.ts';

/**
 * The frame's pixels as it is shown: RGBA, 8 bits each, display size. Copied once a frame, however often it is asked for.
 * @throws when the frame was closed or the browser cannot copy it.
 */
export function rgbaOf(frame: RawFrame): Promise<ImageData> {
  let kept = copies.get(frame.source);
  if (!kept) {
    const made: Copy = { pixels: pixelsOf(frame.source), image: null };
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
 * Closes the frame's source; the memory of its pixels serves another frame. A caller that asked for them before may still look at
 * them in the task that is running, and not afterwards.
 */
export function closeFrame({ source }: RawFrame): void {
  source.close();
  const image = copies.get(source)?.image;
  copies.delete(source);
  // A copy under way when its frame was given up is left to the garbage collector: it may yet be written to.
  if (image) {
    setTimeout(() => pool.give(image.data.buffer));
  }
}

/** What `rgbaOf` copied of the frame before; null where nothing was, or is not there yet. */
export function copiedRgba({ source }: RawFrame): ImageData | null {
  return copies.get(source)?.image ?? null;
}

/** The size as it is shown. */
export function sizeOf({ source }: Pick<RawFrame, 'source'>): Size<FramePx> {
  return 'displayWidth' in source
    ? size(source.displayWidth, source.displayHeight)
    : size(source.width, source.height);
}

/** The same of any picture, copied anew. */
export async function pixelsOf(source: RawFrame['source']): Promise<ImageData> {
  const { width, height } = sizeOf({ source });
  if ('displayWidth' in source && isUpright(source) && ((await converts()) || isFourBytes(source))) {
    const bytes = width * height * 4;
    const image = new ImageData(new Uint8ClampedArray(pool.take(bytes), 0, bytes), width, height);
    await source.copyTo(image.data, {
      format: 'RGBA',
      colorSpace: 'srgb',
      layout: [{ offset: 0, stride: width * 4 }],
    });
    if (source.format?.startsWith('BGR') && !(await converts())) {
      swapRedAndBlue(image.data);
    }
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

/**
 * Copies parts of an upright frame to their places among a picture's bytes, RGBA as `rgbaOf` has them: where little of a frame is drawn
 * over, the rest need not be converted.
 * @param parts even numbers @param data of the whole picture and a row more: `copyTo` wants room for whole rows from a part's first pixel on
 * @returns false where the browser cannot; `data` holds anything then.
 */
export async function copyParts(
  { source }: RawFrame,
  parts: readonly PixelArea[],
  data: Uint8ClampedArray<ArrayBuffer>,
): Promise<boolean> {
  if (!('displayWidth' in source) || !(await copiesParts())) {
    return false;
  }
  const copies = await Promise.allSettled(parts.map((part) => copyPart(source, part, data)));
  return copies.every(({ status }) => status === 'fulfilled');
}

async function copyPart(
  frame: VideoFrame,
  { left, top, right, bottom }: PixelArea,
  data: Uint8ClampedArray<ArrayBuffer>,
): Promise<void> {
  const { x = 0, y = 0, width = 0 } = frame.visibleRect ?? {};
  await frame.copyTo(data, {
    rect: { x: x + left, y: y + top, width: right - left, height: bottom - top },
    format: 'RGBA',
    colorSpace: 'srgb',
    layout: [{ offset: (top * width + left) * 4, stride: width * 4 }],
  });
}

let partCopies: Promise<boolean> | null = null;

/** Whether the browser converts a part of a frame as it does the whole of it. Found out once. */
function copiesParts(): Promise<boolean> {
  partCopies ??= (async () => {
    const planes = Uint8Array.from({ length: 24 }, (_, i) => 10 * i);
    const init = { format: 'I420', codedWidth: 4, codedHeight: 4, timestamp: 0 } as const;
    const frame = new VideoFrame(planes, init);
    const [whole, part] = [new Uint8ClampedArray(80), new Uint8ClampedArray(80)];
    try {
      await copyPart(frame, { left: 0, top: 0, right: 4, bottom: 4 }, whole);
      await copyPart(frame, { left: 2, top: 2, right: 4, bottom: 4 }, part);
    } finally {
      frame.close();
    }
    const isIn = (i: number) => i % 16 >= 8 && i >= 32 && i < 64;
    return part.every((level, i) => level === (isIn(i) ? whole[i] : 0)) && part.some((level) => level > 0);
  })().catch(() => false);
  return partCopies;
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

/** True for formats that become RGBA by nothing but another order. */
function isFourBytes({ format }: VideoFrame): boolean {
  return ['RGBA', 'BGRA', 'BGRX'].includes(format ?? '');
}

let conversion: Promise<boolean> | null = null;

/** Whether the browser's `copyTo` heeds `format`: WebKitGTK 2.50 copies what is stored, whatever is asked for. Found out once. */
function converts(): Promise<boolean> {
  conversion ??= (async () => {
    const red = { format: 'BGRA', codedWidth: 1, codedHeight: 1, timestamp: 0 } as const;
    const frame = new VideoFrame(new Uint8Array([0, 0, 255, 255]), red);
    const copied = new Uint8Array(4);
    await frame.copyTo(copied, { format: 'RGBA' }).finally(() => frame.close());
    return copied[0] === 255;
  })().catch(() => false);
  return conversion;
}

/** A frame is opaque, whatever its fourth byte says. */
function swapRedAndBlue(data: Uint8ClampedArray): void {
  const pixels = new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
  for (let i = 0; i < pixels.length; i++) {
    const pixel = pixels[i] as number;
    pixels[i] = 0xff000000 | (pixel & 0xff00) | ((pixel & 0xff) << 16) | ((pixel >>> 16) & 0xff);
  }
}
