/**
 * One frame's way: detect, verify, track, cover, draw, guard. Reads top to bottom like the diagram in
 * docs/architecture.md. Whatever goes wrong on the way, safe frames come out.
 */
import { withDeadline } from '../base/deadline.ts';
import { area, box, type FramePx, intersection, isProper, type Size } from '../base/geometry.ts';
import { coverOf } from './cover/cover.ts';
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
import { Tracker } from './track/tracker.ts';

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
/** The same for a file. */
const OFFLINE_DETECTION_DEADLINE = 60_000;
/** More boxes than this in one frame are nonsense. */
const MAX_FACES = 1000;
/** So are boxes of more area together than so many frames have: faces hardly hide each other, what is random does. */
const MAX_AREA = 2;

export class Pipeline {
  #settings: EngineSettings = DEFAULT_SETTINGS;
  readonly #tracker = new Tracker();
  #lastSize: Size<FramePx> | null = null;
  #faceLost = false;
  #isFirst = true;

  /** Takes effect with the next frame: a frame under way keeps the settings it began with. */
  configure(settings: EngineSettings): void {
    this.#settings = settings;
  }

  /** Forgets followed faces (another source). */
  reset(): void {
    this.#tracker.reset();
    this.#lastSize = null;
    this.#faceLost = false;
    this.#isFirst = true;
  }

  /**
   * Never throws. The caller closes `frame.source` afterwards.
   * @param pace 'offline' for a file, whose frames can wait.
   */
  async process(frame: RawFrame, parts: Parts, pace: 'live' | 'offline' = 'live'): Promise<Processed> {
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
        const detections = await this.#detect(frame, frameSize, parts.detector, settings, pace);
        detected = performance.now();
        const tracked = this.#tracker.update(detections, frame.timestamp, frameSize, {
          linger: settings.linger / 1000,
          growth: settings.growth,
        });
        this.#faceLost = tracked.faceLost;
        faces = tracked.faces.map(({ grow, ...face }) => ({ ...face, cover: coverOf(face, grow, settings) }));
        reason = reasonFor(resized, tracked.faceLost, faces, settings.coverWhenNoFace);
      } catch (error) {
        detectorFailure = asError(error);
        reason = 'detector-failed';
        faces = [];
        detected = performance.now();
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
    }
    return changed;
  }

  async #detect(
    frame: RawFrame,
    frameSize: Size<FramePx>,
    detector: FaceDetector,
    settings: EngineSettings,
    pace: 'live' | 'offline',
  ): Promise<readonly VerifiedDetection[]> {
    // A picture is a file's first frame.
    const isPicture = pace === 'offline' && this.#isFirst;
    this.#isFirst = false;
    const detections = await withDeadline(
      detector.detect({
        frame,
        effort: settings.thorough || this.#faceLost || isPicture ? 'thorough' : 'live',
      }),
      pace === 'offline' ? OFFLINE_DETECTION_DEADLINE : DETECTION_DEADLINE,
      'The face detector took too long.',
    );
    assertSensible(detections, frameSize);
    return detections;
  }
}

/** Very doubtful boxes alone (a lamp, a poster) do not count as having found the face: a person there may have been missed. */
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
  return coverWhenNoFace && !faces.some((face) => face.credible) ? 'no-face' : 'faces';
}

/**
 * @throws RangeError on what no working detector reports: boxes without a proper size or beyond the frame, far too many of them, or
 * one over the other.
 */
function assertSensible(detections: readonly VerifiedDetection[], { width, height }: Size<FramePx>): void {
  const frame = box<FramePx>(0, 0, width, height);
  const inside = detections.map((found) => area(intersection(found.box, frame)));
  if (
    detections.length > MAX_FACES ||
    !detections.every(({ box, roll }) => isProper(box) && Number.isFinite(roll)) ||
    !inside.every((visible) => visible > 0) ||
    inside.reduce((sum, visible) => sum + visible, 0) > MAX_AREA * width * height
  ) {
    throw new RangeError('The face detector reported something impossible.');
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
      (mode === 'learned' && may.modify && learnedJob(face, values)) || {
        cover: face.cover,
        ...(face.everConfirmed ? covered : plain(covered)),
      },
  };
}

/** Without a drawn face: a lamp is not given one. */
function plain({ mode, values }: { readonly mode: ModeId; readonly values: ModeValues }) {
  return { mode, values: values.style === 'figure' ? { ...values, style: 'slate' } : values };
}

/** Only a face that is surely one, seen in this very frame or missed for a moment, gets the learned face; null for any other. */
function learnedJob({ alignment }: Face, values: ModeValues): CoverJob | null {
  const cover = alignment && learnedCover(alignment, alignment.sighting);
  return cover && alignment && { cover, mode: 'learned', values, aligned: alignment };
}
