/**
 * A still picture through the shipped pipeline, as the page treats one: every pass of the detector, the CPU renderer, and whatever
 * the guard decides. One detection serves all variants.
 */
import type { DetectRequest, FaceDetector } from '../../src/engine/detect/detector.ts';
import type { VerifiedDetection } from '../../src/engine/face.ts';
import { Pipeline } from '../../src/engine/pipeline.ts';
import type { RawFrame, SafeFrame } from '../../src/engine/safe/frame.ts';
import type { Renderer } from '../../src/engine/safe/renderer.ts';
import { DEFAULT_SETTINGS, type EngineSettings } from '../../src/engine/settings.ts';
import { groupsOf } from './groups.ts';
import type { TaskVariant } from './tasks.ts';

export interface StillResult {
  readonly detections: readonly VerifiedDetection[];
  /** One a variant, in order; the caller closes `picture`. */
  readonly frames: readonly SafeFrame[];
}

export class StillPipeline {
  readonly #pipeline = new Pipeline();
  readonly #detector: OnceDetector;
  readonly #renderer: Renderer;

  constructor(detector: FaceDetector, renderer: Renderer) {
    this.#detector = new OnceDetector(detector);
    this.#renderer = renderer;
  }

  /**
   * The caller keeps and closes `frame.source`.
   * @throws when the detector, the renderer or the modifier failed: the page would cover the picture whole or mask its faces, but
   * then the mode was not evaluated.
   */
  async process(frame: RawFrame, variants: readonly TaskVariant[]): Promise<StillResult> {
    const frames = new Map<string, SafeFrame>();
    for (const group of groupsOf(variants)) {
      this.#pipeline.configure(settingsFor(group));
      this.#pipeline.reset();
      const parts = { detector: this.#detector, renderer: this.#renderer };
      const done = await this.#pipeline.process(frame, parts, 'offline');
      done.frames.forEach((safe, view) => {
        frames.set((group[view] as TaskVariant).id, safe);
      });
      const failure = done.detectorFailure ?? done.rendererFailure ?? done.networkFailures[0];
      if (failure) {
        for (const safe of frames.values()) {
          safe.picture.close();
        }
        throw failure;
      }
    }
    return {
      detections: await this.#detector.last,
      frames: variants.map((variant) => frames.get(variant.id) as SafeFrame),
    };
  }
}

/** The page's own defaults, but for the variants. */
export function settingsFor(
  variants: readonly TaskVariant[],
  settings: Partial<EngineSettings> = { thorough: true },
): EngineSettings {
  return {
    ...DEFAULT_SETTINGS,
    renderer: 'cpu',
    ...settings,
    views: variants.map(({ mode }) => ({ mode })),
    values: Object.fromEntries(variants.map(({ mode, values }) => [mode, values])),
  };
}

/** Detects once per frame and repeats the answer for the same frame. */
export class OnceDetector implements FaceDetector {
  readonly #detector: FaceDetector;
  #frame: RawFrame | null = null;
  last: Promise<readonly VerifiedDetection[]> = Promise.resolve([]);

  constructor(detector: FaceDetector) {
    this.#detector = detector;
  }

  detect(request: DetectRequest): Promise<readonly VerifiedDetection[]> {
    if (request.frame !== this.#frame) {
      this.#frame = request.frame;
      this.last = this.#detector.detect(request);
    }
    return this.last;
  }

  close(): void {
    this.#detector.close();
  }
}
