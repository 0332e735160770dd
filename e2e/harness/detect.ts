/** The face detector alone, in a module worker as in the engine: pictures in, detections out. */
import '../../src/base/trusted-types.ts';
import type { Rectangle } from '../../src/base/geometry.ts';
import { alignmentOf, cropsOf, learnedCover } from '../../src/engine/cover/learned-cover.ts';
import type { DetectRequest } from '../../src/engine/detect/detector.ts';
import type { VerifiedDetection } from '../../src/engine/face.ts';

export interface Look extends Omit<DetectRequest, 'frame'> {
  /** Hand the picture over as a `VideoFrame`, as a camera does. */
  readonly asVideoFrame?: boolean;
}

export interface LookAnswer {
  readonly detections: readonly VerifiedDetection[];
  /** Of each, whether the learned face is drawn on it; else the mask is. */
  readonly learned: readonly boolean[];
  /** Time in the detector, ms. */
  readonly duration: number;
}

export interface DetectHarness {
  readonly ready: Promise<void>;
  look(picture: OffscreenCanvas, look: Look): Promise<LookAnswer>;
  /** People in the picture, face or none; waits until what finds them is loaded. */
  bodies(picture: OffscreenCanvas): Promise<readonly Rectangle[]>;
  /** Closes the detector as the engine does when it replaces one. */
  close(): Promise<void>;
}

const worker = new Worker(new URL('./detect.worker.ts', import.meta.url), { type: 'module' });

function answer<T>(): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => ('error' in data ? reject(new Error(data.error)) : resolve(data as T));
    worker.onerror = (event) => reject(new Error(event.message));
  });
}

function isForLearned({ verdict, box, landmarks }: VerifiedDetection): boolean {
  const alignment = verdict === 'confirmed' && landmarks ? alignmentOf(landmarks) : null;
  if (!alignment || !landmarks) {
    return false;
  }
  const sighting = { box, landmarks: [landmarks] };
  return cropsOf({ ...alignment, key: 1, track: 1, sighting }, 'learned').some(
    (crop) => learnedCover(crop, sighting) !== null,
  );
}

const harness: DetectHarness = {
  ready: answer<unknown>().then(() => undefined),
  async look(picture, look) {
    await harness.ready;
    const bitmap = await createImageBitmap(picture);
    const source = look.asVideoFrame ? new VideoFrame(bitmap, { timestamp: 0 }) : bitmap;
    worker.postMessage({ source, look }, [source]);
    const { detections, duration } = await answer<Omit<LookAnswer, 'learned'>>();
    return { detections, duration, learned: detections.map(isForLearned) };
  },
  async bodies(picture) {
    await harness.ready;
    for (;;) {
      const source = await createImageBitmap(picture);
      worker.postMessage({ source, look: 'bodies' }, [source]);
      const { bodies } = await answer<{ bodies: readonly Rectangle[] | null }>();
      if (bodies) {
        return bodies;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  },
  async close() {
    worker.postMessage('close');
    await answer<unknown>();
  },
};

(globalThis as unknown as { detectHarness: DetectHarness }).detectHarness = harness;
