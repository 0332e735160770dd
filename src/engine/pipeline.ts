/**
 * One frame's way: detect, verify, track, cover, draw, guard. Reads top to bottom like the diagram in
 * docs/architecture.md. Whatever goes wrong on the way, safe frames come out.
 */
import { withDeadline } from '../base/deadline.ts';
import { type FramePx, isProper, type Size } from '../base/geometry.ts';
import { coverFor } from './cover/cover.ts';
import { learnedCover } from './cover/learned-cover.ts';
import type { FaceDetector } from './detect/detector.ts';
import type { Face, VerifiedDetection } from './face.ts';
import { DEFAULT_SETTINGS, type EngineSettings } from './link/protocol.ts';
import { completeValues, modeMetas } from './modes/index.ts';
import type { ModeChoice, ModeId, ModeValues } from './modes/mode.ts';
import type { CoverReason, RawFrame, SafeFrame } from './safe/frame.ts';
import { asError, type GuardedView, guard } from './safe/guard.ts';
import { sizeOf } from './safe/pixels.ts';
import type { CoverJob, Renderer } from './safe/renderer.ts';
import { type TrackedFace, Tracker } from './track/tracker.ts';

/** What the pipeline works with at the moment; null while it is not there. */
export interface Parts {
  readonly detector: FaceDetector | null;
  readonly renderer: Renderer | null;
}

export interface Processed {
  /** One a view, in order. */
  readonly frames: readonly SafeFrame[];
  /** The faces that were covered, with where their parts are. Empty where the frame was covered whole for want of a detector. */
  readonly faces: readonly Face[];
  /** What failed on this frame, for whoever mends it. */
  readonly detectorFailure: Error | null;
  readonly rendererFailure: Error | null;
  readonly modifierFailure: Error | null;
}

/** A detection that takes longer than this is given up, ms; the frame is covered whole. */
export const DETECTION_DEADLINE = 3000;
/** The same for a file, whose frames can wait. */
export const OFFLINE_DETECTION_DEADLINE = 60_000;
/** More boxes than this in one frame are nonsense. */
const MAX_FACES = 100;

export class Pipeline {
  #settings: EngineSettings = DEFAULT_SETTINGS;
  readonly #tracker = new Tracker();
  #lastSize: Size<FramePx> | null = null;
  /** The next frame gets every detection pass: the first one, and as long as a face is being looked for. */
  #thoroughNext = true;

  /** Takes effect with the next frame: a frame under way keeps the settings it began with. */
  configure(settings: EngineSettings): void {
    this.#settings = settings;
  }

  /** Forgets followed faces (another source). */
  reset(): void {
    this.#tracker.reset();
    this.#lastSize = null;
    this.#thoroughNext = true;
  }

  /**
   * Never throws. The caller closes `frame.source` afterwards.
   * @param deadline ms after which a detection is given up and the frame covered whole.
   */
  async process(frame: RawFrame, parts: Parts, deadline: number = DETECTION_DEADLINE): Promise<Processed> {
    const taken = performance.now();
    const settings = this.#settings;
    const frameSize = sizeOf(frame);
    let reason: CoverReason = 'starting';
    let faces: readonly Face[] = [];
    let detectorFailure: Error | null = null;
    let detected = taken;
    if (parts.detector) {
      try {
        const resized = this.#takeSize(frameSize);
        const detections = await this.#detect(frame, parts.detector, settings, deadline);
        detected = performance.now();
        const tracked = this.#tracker.update(detections, frame.timestamp, frameSize, {
          linger: settings.linger / 1000,
          growth: settings.growth,
        });
        this.#thoroughNext = tracked.faceLost;
        faces = tracked.faces.map((face) => coverFace(face, settings));
        reason = reasonFor(resized, tracked.faceLost, faces, settings.coverWhenNoFace);
      } catch (error) {
        detectorFailure = asError(error);
        reason = 'detector-failed';
        faces = [];
        detected = performance.now();
        // What was there is no longer known for certain: look at everything when the detector is back.
        this.#thoroughNext = true;
      }
    }
    const { frames, failure, modifierFailure } = await guard({
      frame,
      frameSize,
      faces,
      views: settings.views.map((view) => guardedView(view.mode, settings)),
      reason,
      renderer: parts.renderer,
      timing: { detect: detected - taken, track: performance.now() - detected },
      taken,
    });
    return { frames, faces, detectorFailure, rendererFailure: failure, modifierFailure };
  }

  /** True when the frame's size is not that of the frame before: what was followed is forgotten. */
  #takeSize(frameSize: Size<FramePx>): boolean {
    const last = this.#lastSize;
    const changed = last !== null && (last.width !== frameSize.width || last.height !== frameSize.height);
    this.#lastSize = frameSize;
    if (changed) {
      this.#tracker.reset();
      this.#thoroughNext = true;
    }
    return changed;
  }

  async #detect(
    frame: RawFrame,
    detector: FaceDetector,
    settings: EngineSettings,
    deadline: number,
  ): Promise<readonly VerifiedDetection[]> {
    const detections = await withDeadline(
      detector.detect({
        frame,
        regions: this.#tracker.regions(frame.timestamp),
        effort: settings.thorough || this.#thoroughNext ? 'thorough' : 'live',
      }),
      deadline,
      'The face detector took too long.',
    );
    assertSensible(detections);
    return detections;
  }
}

/**
 * Doubtful boxes alone (a lamp, a poster) do not count as having found the face: whoever sits there may have been missed.
 */
function reasonFor(
  resized: boolean,
  faceLost: boolean,
  faces: readonly Face[],
  coverWhenNoFace: boolean,
): CoverReason {
  if (resized) {
    return 'size-changed';
  }
  if (faceLost) {
    return 'face-lost';
  }
  return coverWhenNoFace && !faces.some((face) => face.known) ? 'no-face' : 'faces';
}

function coverFace({ grow, ...face }: TrackedFace, settings: EngineSettings): Face {
  const cover = coverFor(face, { enlarge: settings.enlarge * grow, feather: settings.feather });
  return { ...face, cover };
}

/**
 * @throws RangeError on what no working detector says: boxes without a proper size, or far too many.
 */
function assertSensible(detections: readonly VerifiedDetection[]): void {
  if (detections.length > MAX_FACES || !detections.every((d) => isProper(d.box) && Number.isFinite(d.roll))) {
    throw new RangeError('The face detector said something impossible.');
  }
}

/** The mode that is drawn when the one asked for is not to be had. */
const FALLBACK: ModeId = 'mask';

/** A mode that can be drawn: the one asked for, or the fallback. */
function availableMode(choice: ModeChoice): ModeId {
  return modeMetas.some((meta) => meta.id === choice) ? (choice as ModeId) : FALLBACK;
}

function guardedView(choice: ModeChoice, settings: EngineSettings): GuardedView {
  const mode = availableMode(choice);
  const valuesOf = (id: ModeId): ModeValues => completeValues(id, settings.values[id] ?? {});
  const values = valuesOf(mode);
  const covered = mode === 'learned' ? { mode: FALLBACK, values: valuesOf(FALLBACK) } : { mode, values };
  return {
    mode: choice,
    jobFor: (face, may) =>
      (mode === 'learned' && may.modify && learnedJob(face, values)) || { cover: face.cover, ...covered },
  };
}

/** Only a face that is surely one, seen in this very frame or missed for a moment, gets the learned face; null for any other. */
function learnedJob({ alignment }: Face, values: ModeValues): CoverJob | null {
  const cover = alignment && learnedCover(alignment, alignment.sighting);
  return cover && alignment && { cover, mode: 'learned', values, aligned: alignment };
}
