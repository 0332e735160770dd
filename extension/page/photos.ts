/** Photos of Guise's cameras: the browser takes none of a track that no device stands behind. */
import { cameraOf } from './track.ts';

interface ImageCapture {
  readonly track: MediaStreamTrack;
  grabFrame(): Promise<ImageBitmap>;
}

const { apply } = Reflect;

/** `ImageCapture` answers for a camera of Guise's with what its track shows: covered. Others are as they were. */
export function patchPhotos(): void {
  const { ImageCapture: native } = globalThis as { ImageCapture?: { prototype: ImageCapture } };
  if (!native) {
    return;
  }
  const { grabFrame } = native.prototype;
  const trackOf = Object.getOwnPropertyDescriptor(native.prototype, 'track')?.get;
  const cameraBehind = (capture: ImageCapture) => trackOf && cameraOf(apply(trackOf, capture, []));
  const answers = {
    async takePhoto(capture: ImageCapture): Promise<Blob> {
      const picture: ImageBitmap = await apply(grabFrame, capture, []);
      const canvas = new OffscreenCanvas(picture.width, picture.height);
      canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(picture);
      return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
    },
    async getPhotoSettings(capture: ImageCapture): Promise<object> {
      const { width = 0, height = 0 } = cameraBehind(capture)?.state.settings ?? {};
      return { imageWidth: width, imageHeight: height };
    },
  };
  for (const [name, answer] of Object.entries(answers)) {
    const descriptor = Object.getOwnPropertyDescriptor(native.prototype, name);
    const method = descriptor?.value;
    if (method) {
      const patched = {
        [name](this: ImageCapture, ...given: unknown[]) {
          return cameraBehind(this) ? answer(this) : apply(method, this, given);
        },
      };
      Object.defineProperty(native.prototype, name, { ...descriptor, value: patched[name] });
    }
  }
}
