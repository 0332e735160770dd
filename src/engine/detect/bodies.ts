/** People in a frame, face or none, by the object detector's persons (docs/models/objects.md). Loaded when first asked for. */
import { messageOf } from '../../base/errors.ts';
import { type Box, box, type FramePx } from '../../base/geometry.ts';
import { createObjectDetector, loadObjects, type ObjectDetector } from '../../models/objects/detector.ts';
import type { RawFrame } from '../safe/frame.ts';
import { rgbaOf } from '../safe/pixels.ts';
import { inFrame, pictureOf } from './picture.ts';

/** Longer side of its picture, px. At 320, which it was trained with, more people with hidden faces are missed. */
const SIDE = 416;
/** Low, for people whose face is not to be seen score less; a coat or a chair would have to be just where a face was lost. */
const LEAST_SCORE = 0.3;

export class BodyFinder {
  #detector: ObjectDetector | null = null;
  #loading = false;

  /** Frame pixels. Null while it is not there: it loads in the meantime. */
  async find(frame: RawFrame): Promise<readonly Box<FramePx>[] | null> {
    const detector = this.#detector;
    if (!detector) {
      void this.#load();
      return null;
    }
    const picture = pictureOf(await rgbaOf(frame), SIDE);
    return detector
      .find(picture.data, picture.width, picture.height, LEAST_SCORE)
      .filter(({ label }) => label === 'person')
      .map((person) => inFrame({ ...person, points: [] }, picture))
      .map(({ x, y, width, height }) => box<FramePx>(x, y, width, height));
  }

  /** Once: without it nothing is worse than it was, and the frame is covered whole. */
  async #load(): Promise<void> {
    if (this.#loading) {
      return;
    }
    this.#loading = true;
    try {
      this.#detector = await createObjectDetector(await loadObjects());
    } catch (error) {
      console.warn('Guise: bodies cannot be found, so lost faces cover the whole frame:', messageOf(error));
    }
  }
}
