/** A video frame by frame through the shipped pipeline, each held against what left for it. */

import type { Pixels } from '../../src/base/sample.ts';
import type { DetectRequest, FaceDetector } from '../../src/engine/detect/detector.ts';
import type { VerifiedDetection } from '../../src/engine/face.ts';
import { loadTinyFaceDetector } from '../../src/engine/meters/leak/load.ts';
import { INPUT_SIDE } from '../../src/engine/meters/leak/picture-size.ts';
import type { TinyFaceDetector } from '../../src/engine/meters/leak/tiny-face.ts';
import { Pipeline } from '../../src/engine/pipeline.ts';
import type { RawFrame, SafeFrame } from '../../src/engine/safe/frame.ts';
import { rgbaOf } from '../../src/engine/safe/pixels.ts';
import type { Renderer } from '../../src/engine/safe/renderer.ts';
import type { FacePixels } from '../../src/metrics/leaks.ts';
import { countPixels, unchanged } from '../../src/metrics/uncovered.ts';
import { groupsOf } from './groups.ts';
import { pixelsOf } from './picture.ts';
import { OnceDetector, settingsFor } from './still.ts';
import type {
  LeaksNextTask,
  LeaksOpenTask,
  MeasuredFrame,
  SeenFace,
  TaskVariant,
  TrueFace,
  VideoInfo,
} from './tasks.ts';
import { Video } from './video.ts';

/** From this score on the independent detector's box counts as a face; docs/detection.md says why. */
const MIN_SCORE = 0.5;

/** One video at a time. */
export class LeakBench {
  readonly #detector: FaceDetector;
  readonly #renderer: Renderer;
  #second: TinyFaceDetector | null = null;
  #video: Video | null = null;
  #groups: { readonly pipeline: Pipeline; readonly variants: readonly TaskVariant[] }[] = [];
  #variants: readonly TaskVariant[] = [];
  #once: OnceDetector;

  constructor(detector: FaceDetector, renderer: Renderer) {
    this.#detector = detector;
    this.#renderer = renderer;
    this.#once = new OnceDetector(detector);
  }

  async open({ url, variants, thorough, seen }: LeaksOpenTask): Promise<VideoInfo> {
    this.#video?.close();
    this.#video = await Video.open(url);
    this.#variants = variants;
    this.#groups = groupsOf(variants).map((group) => {
      const pipeline = new Pipeline();
      pipeline.configure(settingsFor(group, { thorough }));
      return { pipeline, variants: group };
    });
    await this.#goThroughAgain(seen);
    this.#once = new OnceDetector(this.#detector);
    return this.#video.info;
  }

  /** The next frames, fewer at the end. @throws when the engine or the independent detector fails. */
  async next({ count, truth }: LeaksNextTask): Promise<MeasuredFrame[]> {
    const measured: MeasuredFrame[] = [];
    while (measured.length < count) {
      const frame = (await this.#video?.next()) ?? null;
      if (!frame) {
        break;
      }
      try {
        measured.push(await this.#measure(frame, truth ? (truth[measured.length] ?? null) : undefined));
      } finally {
        frame.source.close();
      }
    }
    return measured;
  }

  /** @param truth undefined: ask the independent detector; null: do not judge. */
  async #measure(frame: RawFrame, truth: readonly TrueFace[] | null | undefined): Promise<MeasuredFrame> {
    const safe = new Map<string, SafeFrame>();
    for (const { pipeline, variants } of this.#groups) {
      const done = await pipeline.process(frame, { detector: this.#once, renderer: this.#renderer });
      done.frames.forEach((one, view) => {
        safe.set((variants[view] as TaskVariant).id, one);
      });
    }
    const raw = await rgbaOf(frame);
    const faces = truth === undefined ? await this.#independentFaces(raw) : truth;
    const pixels = this.#variants.map(({ id }) => countLeaks(raw, safe.get(id) as SafeFrame, faces ?? []));
    // What failed was covered whole; there is nothing that a detection could be kept of.
    const seen = await this.#once.last.catch(() => []);
    return {
      timestamp: frame.timestamp,
      reason: (safe.values().next().value as SafeFrame).report.reason,
      truth: faces,
      pixels,
      seen,
    };
  }

  async #independentFaces(raw: Pixels): Promise<TrueFace[]> {
    this.#second ??= await loadTinyFaceDetector();
    const scale = Math.min(1, INPUT_SIDE / Math.max(raw.width, raw.height));
    const faces = await this.#second.find(shrunk(raw, scale), MIN_SCORE);
    return faces.map(({ x, y, width, height }) => ({
      x: x / scale,
      y: y / scale,
      width: width / scale,
      height: height / scale,
    }));
  }

  /** Brings the trackers to where they were, with the detections of then; nothing is drawn. */
  async #goThroughAgain(seen: readonly (readonly SeenFace[])[]): Promise<void> {
    const said = new SaidDetector();
    for (const detections of seen) {
      const frame = (await this.#video?.next()) ?? null;
      if (!frame) {
        return;
      }
      said.detections = detections;
      for (const { pipeline } of this.#groups) {
        const { frames } = await pipeline.process(frame, { detector: said, renderer: null });
        for (const { picture } of frames) {
          picture.close();
        }
      }
      frame.source.close();
    }
  }
}

/** Answers with given detections. */
class SaidDetector implements FaceDetector {
  detections: readonly VerifiedDetection[] = [];

  detect(_: DetectRequest): Promise<readonly VerifiedDetection[]> {
    return Promise.resolve(this.detections);
  }

  close(): void {}
}

/** Closes the safe picture. A frame that was covered whole leaks nothing, however alike a plate and a wall may be. */
function countLeaks(raw: Pixels, safe: SafeFrame, faces: readonly TrueFace[]): FacePixels[] {
  if (safe.report.covered === 'whole' || faces.length === 0) {
    safe.picture.close();
    const nothing = new Uint8Array(raw.width * raw.height);
    return faces.map((face) => countPixels(face, nothing, raw.width, raw.height));
  }
  const marked = unchanged(raw, pixelsOf(safe.picture));
  return faces.map((face) => countPixels(face, marked, raw.width, raw.height));
}

const canvases = { whole: new OffscreenCanvas(1, 1), small: new OffscreenCanvas(1, 1) };

function shrunk(picture: Pixels, scale: number): Pixels {
  const { whole, small } = canvases;
  const from = whole.getContext('2d', { willReadFrequently: true });
  const to = small.getContext('2d', { willReadFrequently: true });
  if (!from || !to) {
    throw new Error('No 2D canvas for shrinking a frame.');
  }
  whole.width = picture.width;
  whole.height = picture.height;
  from.putImageData(new ImageData(picture.data as ImageDataArray, picture.width, picture.height), 0, 0);
  small.width = Math.max(1, Math.round(picture.width * scale));
  small.height = Math.max(1, Math.round(picture.height * scale));
  to.imageSmoothingQuality = 'medium';
  to.drawImage(whole, 0, 0, small.width, small.height);
  return to.getImageData(0, 0, small.width, small.height);
}
