/** Whether a face that the leak meter's network is not sure of is there when it is looked at alone, from close by. */
import { rectangleIou } from '../../../base/geometry.ts';
import { Downscaler, ImageDataCanvas } from '../copies.ts';
import type { SeenFace } from './leaks.ts';
import type { LeakView } from './messages.ts';
import { INPUT_SIDE, LARGEST_SCALE } from './picture-size.ts';
import type { TinyFaceDetector } from './tiny-face.ts';

/** Side of the square that is looked at against the face's longer side. */
const AROUND = 4;
/** What is no face is not there at all from close by; a small face, enlarged, may score little. */
const LEAST_SCORE = 0.2;
/** IoU of the face's two boxes. */
const SAME = 0.3;

export class SecondLook {
  readonly #detector: TinyFaceDetector;
  readonly #picture = new ImageDataCanvas();
  readonly #square = new Downscaler();

  constructor(detector: TinyFaceDetector) {
    this.#detector = detector;
  }

  /**
   * The face as it is seen from close by, where its box is the better one; null when it is not there.
   * @param face in pixels of the view, as the answer.
   */
  async find(face: SeenFace, { raw, scale }: Pick<LeakView, 'raw' | 'scale'>): Promise<SeenFace | null> {
    const { width, height } = raw;
    const side = AROUND * Math.max(face.width, face.height);
    const crop = {
      x: startOf(face.x + face.width / 2, side, width),
      y: startOf(face.y + face.height / 2, side, height),
      width: Math.min(side, width),
      height: Math.min(side, height),
    };
    const by = Math.min(LARGEST_SCALE / scale, INPUT_SIDE / Math.max(crop.width, crop.height));
    const picture = this.#picture.of(new ImageData(raw.data, width, height));
    const square = this.#square.copy(picture, crop.width * by, crop.height * by, crop);
    const found = await this.#detector.find(square, LEAST_SCORE);
    return (
      found
        .map(({ x, y, width, height, score }) => ({
          x: crop.x + x / by,
          y: crop.y + y / by,
          width: width / by,
          height: height / by,
          score,
        }))
        .find((closer) => rectangleIou(face, closer) > SAME) ?? null
    );
  }
}

/** Where a stretch of so much about a middle begins, moved into 0 to `length`. */
function startOf(middle: number, side: number, length: number): number {
  return Math.max(0, Math.min(length - side, middle - side / 2));
}
