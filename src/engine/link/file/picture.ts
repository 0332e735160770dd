import { assertWorkable, type FrameFile } from './frame-file.ts';
import { FileRefused, fileProblem } from './problem.ts';

/**
 * A still picture as a file of one frame, turned as its metadata says. Nothing but its pixels is kept.
 * @param name what it is, as in "This is a JPEG picture"
 * @throws FileRefused when the browser cannot decode it, or it is too large.
 */
export async function openPicture(file: Blob, name: string): Promise<FrameFile> {
  const first = await decode(file, name);
  const { width, height } = first;
  try {
    assertWorkable(width, height);
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
      mime: `image/${name.split(' ')[1]?.toLowerCase()}`,
      hasAudio: false,
      notes: [],
    },
    async next(at) {
      if (shown && at === null) {
        return null;
      }
      shown = true;
      return { frame: { source: await decode(file, name), timestamp: 0, duration: 0 }, jumped: true };
    },
    close() {},
  };
}

async function decode(file: Blob, name: string): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    const rare = /HEIC|TIFF/.test(name);
    throw new FileRefused(
      rare
        ? fileProblem('not-media', `This is ${name}, which this browser cannot show. Save it as JPEG or PNG.`)
        : fileProblem('broken', `This is ${name}, but it cannot be decoded.`),
    );
  }
}
