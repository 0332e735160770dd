/** A study's pictures from the camera that is running: covered already, since they are cut from safe frames. */
import { facePicture, largestFace } from '../../media/face-picture.ts';
import { session } from '../session.ts';
import { type CoveredPicture, FACE_SIDE } from './prepare.ts';

/** Pictures of one person, and the pause between two, ms, for another look and expression. */
const COUNT = 4;
const PAUSE = 1500;
/** Without a covered face for that long, ms, nobody is in front of the camera. */
const PATIENCE = 8000;

export class NobodyThere extends Error {}

/**
 * Takes some pictures of the person in front of the camera.
 * @param taken how many of `person`'s there are already, so that names of pictures are their own.
 * @throws NobodyThere when the camera shows no covered face for a while.
 */
export async function takeCameraPictures(
  person: string,
  taken: number,
  onProgress: (done: number, of: number) => void,
): Promise<readonly CoveredPicture[]> {
  const pictures: CoveredPicture[] = [];
  for (let i = 1; i <= COUNT; i++) {
    const png = await nextFace(performance.now() + PATIENCE);
    pictures.push({ id: `${person}/${taken + i}`, person, url: URL.createObjectURL(png) });
    onProgress(i, COUNT);
    if (i < COUNT) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
  return pictures;
}

function nextFace(until: number): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const tooLate = setTimeout(
      () => {
        session.lookAtNextFrame(() => undefined);
        reject(new NobodyThere());
      },
      Math.max(0, until - performance.now()),
    );
    const look = () =>
      session.lookAtNextFrame((frame) => {
        const face = largestFace(frame);
        if (face) {
          clearTimeout(tooLate);
          facePicture(frame, face, FACE_SIDE).then(resolve, reject);
        } else {
          // Not from inside the callback: this frame would be shown again.
          setTimeout(look);
        }
      });
    look();
  });
}
