import { type Cropped, readAvif } from './container/avif.ts';
import { patched } from './container/facts.ts';
import { type Orientation, readWebp } from './container/webp.ts';
import { assertWorkable, type FrameFile } from './frame-file.ts';
import { FileRefused, fileProblem } from './problem.ts';
import { GROUND } from './shown-picture.ts';

/** A picture file with all that is needed to show it as its container says. */
interface Still {
  readonly file: Blob;
  /** As in "This is a JPEG picture". */
  readonly name: string;
  /** Null where the browser's own turning is right. */
  readonly orientation: Orientation | null;
  readonly crop: Cropped | null;
}

/**
 * A still picture as a file of one frame, turned and cropped as its container says, on white where it is see-through. Nothing but its
 * pixels is kept.
 * @param name what it is, as in "This is a JPEG picture"
 * @throws FileRefused when the browser cannot decode it, or it is too large.
 */
export async function openPicture(file: Blob, name: string): Promise<FrameFile> {
  const still = await stillOf(file, name);
  const first = await decode(still);
  const { width, height } = first;
  const moving = await isMoving(still.file, mimeOf(name));
  let transparent: boolean;
  try {
    assertWorkable(width, height);
    transparent = !OPAQUE.test(name) && isTransparent(first);
  } finally {
    first.close();
  }
  let shown = false;
  return {
    info: {
      kind: 'picture',
      width,
      height,
      duration: 0,
      frameRate: 0,
      rotation: 0,
      codec: name,
      mime: mimeOf(name),
      hasAudio: false,
      notes: [
        ...(moving ? (['first-picture'] as const) : []),
        ...(transparent ? (['flattened'] as const) : []),
      ],
    },
    async next(at) {
      if (shown && at === null) {
        return null;
      }
      shown = true;
      const picture = await decode(still);
      const source = transparent ? redrawn(picture, width, height) : picture;
      return { frame: { source, timestamp: 0, duration: 0 }, jumped: true };
    },
    close() {},
  };
}

/** Kinds that have no transparency. */
const OPAQUE = /JPEG picture|BMP/;
/** Rows that are looked through for transparency at a time. */
const STRIP = 128;

async function stillOf(file: Blob, name: string): Promise<Still> {
  if (name.includes('WebP')) {
    const { orientation, patches } = await readWebp(file);
    return {
      file: patched(file, patches),
      name,
      orientation: orientation === 1 ? null : orientation,
      crop: null,
    };
  }
  const crop = name.includes('AVIF') ? await readAvif(file) : null;
  return { file, name, orientation: null, crop };
}

function mimeOf(name: string): string {
  return name.includes('JPEG XL') ? 'image/jxl' : `image/${name.split(' ')[1]?.toLowerCase()}`;
}

/** @throws (rejects) FileRefused when it cannot be decoded, or would show more than it should. */
async function decode({ file, name, orientation, crop }: Still): Promise<ImageBitmap> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    const rare = /HEIC|TIFF|XL/.test(name);
    throw new FileRefused(
      rare
        ? fileProblem('picture-kind', `This is ${name}.`)
        : fileProblem('broken', `This is ${name}, but it cannot be decoded.`),
    );
  }
  if (orientation) {
    return turned(picture, orientation);
  }
  return crop ? cropped(picture, crop) : picture;
}

/** The part that is shown; the whole is used up. @throws (rejects) FileRefused when the browser has made neither of them */
async function cropped(picture: ImageBitmap, { whole, part }: Cropped): Promise<ImageBitmap> {
  const is = ({ width, height }: { readonly width: number; readonly height: number }) =>
    picture.width === width && picture.height === height;
  if (is(part)) {
    return picture;
  }
  try {
    if (!is(whole)) {
      throw new FileRefused(fileProblem('crop'));
    }
    return await createImageBitmap(picture, part.x, part.y, part.width, part.height);
  } finally {
    picture.close();
  }
}

/** Upright; the picture that lies is used up. */
function turned(picture: ImageBitmap, orientation: Orientation): ImageBitmap {
  const lying = orientation >= 5;
  const [width, height] = lying ? [picture.height, picture.width] : [picture.width, picture.height];
  // Where the stored right and down point to when it is shown, as EXIF numbers them.
  const [rightX, rightY, downX, downY] = AXES[orientation];
  const matrix = new DOMMatrix([
    rightX,
    rightY,
    downX,
    downY,
    rightX + downX < 0 ? width : 0,
    rightY + downY < 0 ? height : 0,
  ]);
  return redrawn(picture, width, height, matrix, true);
}

const AXES: Readonly<Record<Orientation, readonly [number, number, number, number]>> = {
  1: [1, 0, 0, 1],
  2: [-1, 0, 0, 1],
  3: [-1, 0, 0, -1],
  4: [1, 0, 0, -1],
  5: [0, 1, 1, 0],
  6: [0, 1, -1, 0],
  7: [0, -1, -1, 0],
  8: [0, -1, 1, 0],
};

/** Drawn anew on the ground that see-through parts get, or as see-through as it is; the picture is used up. */
function redrawn(
  picture: ImageBitmap,
  width: number,
  height: number,
  matrix?: DOMMatrix,
  alpha = false,
): ImageBitmap {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha });
  if (!context) {
    throw new Error('no 2D canvas for drawing a picture');
  }
  if (!alpha) {
    context.fillStyle = GROUND;
    context.fillRect(0, 0, width, height);
  }
  context.setTransform(matrix);
  context.drawImage(picture, 0, 0);
  picture.close();
  return canvas.transferToImageBitmap();
}

/** Whether there are more pictures than the first; false where the browser cannot tell. Never rejects. */
async function isMoving(file: Blob, type: string): Promise<boolean> {
  if (!('ImageDecoder' in globalThis) || !(await ImageDecoder.isTypeSupported(type))) {
    return false;
  }
  const decoder = new ImageDecoder({ data: file.stream(), type });
  // In Firefox it may be closed before all of the file was read.
  decoder.completed.catch(() => undefined);
  try {
    await decoder.tracks.ready;
    if (!decoder.tracks.selectedTrack?.animated) {
      return false;
    }
    // Chromium calls every GIF animated.
    await decoder.completed;
    return decoder.tracks.selectedTrack.frameCount > 1;
  } catch {
    return false;
  } finally {
    decoder.close();
  }
}

function isTransparent(picture: ImageBitmap): boolean {
  const { width, height } = picture;
  const canvas = new OffscreenCanvas(width, Math.min(height, STRIP));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) {
    return true;
  }
  for (let top = 0; top < height; top += STRIP) {
    const rows = Math.min(STRIP, height - top);
    context.clearRect(0, 0, width, rows);
    context.drawImage(picture, 0, -top);
    const pixels = new Uint32Array(context.getImageData(0, 0, width, rows).data.buffer);
    if (pixels.some((pixel) => pixel >>> 24 !== 255)) {
      return true;
    }
  }
  return false;
}
