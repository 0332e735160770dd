/** People in a frame, face or none, by the object detector's persons (docs/models/objects.md). Loaded when first asked for. */
import { withDeadline } from '../../base/deadline.ts';
import { messageOf } from '../../base/errors.ts';
import { type Box, box, type FramePx, type Rectangle } from '../../base/geometry.ts';
import type { Pixels } from '../../base/sample.ts';
import type { Candidate } from '../../models/face-detector/candidates.ts';
import { createObjectDetector, loadObjects, type ObjectDetector } from '../../models/objects/detector.ts';
import { createPoseNetwork, loadPose, type PoseNetwork } from '../../models/pose/detector.ts';
import type { RawFrame } from '../safe/frame.ts';
import { rgbaOf } from '../safe/pixels.ts';
import { type Person, peopleOf, poseIn } from './heads.ts';
import { inFrame, pictureOf } from './picture.ts';

/** Longer side of its picture, px. At 320, which it was trained with, more people with hidden faces are missed. */
const SIDE = 416;
/** ms; a frame of a file waits no longer for networks that hang on the way. */
const LOAD_TIMEOUT = 20_000;
/** Longer side, px, of what crops are taken from. */
const LARGEST = 1280;
/** Low, for people whose face is not to be seen score less; a coat or a chair would have to be just where a face was lost, or to have a head. */
const LEAST_SCORE = 0.3;

export class BodyFinder {
  readonly #objects = new Late<ObjectDetector>(async () => createObjectDetector(await loadObjects()));
  readonly #pose = new Late<PoseNetwork>(async () => createPoseNetwork(await loadPose()));

  /** Frame pixels. Null while it is not there: it loads in the meantime. */
  async find(frame: RawFrame): Promise<readonly Box<FramePx>[] | null> {
    const objects = this.#objects.now();
    return (
      objects &&
      bodiesIn(await rgbaOf(frame), objects).map(({ x, y, width, height }) =>
        box<FramePx>(x, y, width, height),
      )
    );
  }

  /**
   * People with their heads.
   * @param when 'wait' until what finds them is loaded; 'ready': nobody for now, if it is not.
   */
  async people(pixels: Pixels, when: 'ready' | 'wait'): Promise<readonly Person[]> {
    const [objects, pose] =
      when === 'wait'
        ? await Promise.all([this.#objects.wait(), this.#pose.wait()])
        : [this.#objects.now(), this.#pose.now()];
    if (!objects || !pose) {
      return [];
    }
    const { seen, scale } = reduced(pixels);
    return peopleOf(bodiesIn(seen, objects), (body) => poseIn(seen, body, pose)).map(({ body, head }) => ({
      body: { ...body, ...times(body, scale) },
      head: head && times(head, scale),
    }));
  }
}

/** As large as networks of less can make use of: crops of a photograph of many megapixels would be large themselves. */
function reduced(frame: Pixels): { readonly seen: Pixels; readonly scale: number } {
  if (Math.max(frame.width, frame.height) <= LARGEST) {
    return { seen: frame, scale: 1 };
  }
  const { width, height, data, scale } = pictureOf(frame, LARGEST);
  return { seen: { width, height, data: data.slice() }, scale };
}

function times({ x, y, width, height }: Rectangle, scale: number): Rectangle {
  return { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
}

/** In frame pixels, best first. */
function bodiesIn(pixels: Pixels, detector: ObjectDetector): readonly Candidate[] {
  const picture = pictureOf(pixels, SIDE);
  return detector
    .find(picture.data, picture.width, picture.height, LEAST_SCORE)
    .filter(({ label }) => label === 'person')
    .map((person) => inFrame({ ...person, points: [] }, picture));
}

/** What is loaded once, when it is first asked for. Without it nothing is worse than it was: the frame is covered whole. */
class Late<T> {
  readonly #load: () => Promise<T>;
  #loading: Promise<T | null> | null = null;
  #loaded: T | null = null;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  now(): T | null {
    void this.wait();
    return this.#loaded;
  }

  /** Null when it cannot be had, or not in time. */
  async wait(): Promise<T | null> {
    this.#loading ??= this.#take();
    try {
      return await withDeadline(this.#loading, LOAD_TIMEOUT, '');
    } catch {
      return null;
    }
  }

  async #take(): Promise<T | null> {
    try {
      this.#loaded = await this.#load();
    } catch (error) {
      console.warn(
        'Guise: people cannot be found, so that a frame without a face is covered whole:',
        messageOf(error),
      );
    }
    return this.#loaded;
  }
}
