/**
 * One frame's way: detect, verify, track, cover, draw, guard. Reads top to bottom like the diagram in
 * docs/architecture.md. Whatever goes wrong on the way, safe frames come out.
 */
import { withDeadline } from '../base/deadline.ts';
import { asError } from '../base/errors.ts';
import {
  area,
  type Box,
  box,
  type FramePx,
  intersection,
  isProper,
  isSameSize,
  type Size,
} from '../base/geometry.ts';
import { coverOf } from './cover/cover.ts';
import { cropsOf, learnedCover } from './cover/learned-cover.ts';
import type { DetectRequest, FaceDetector } from './detect/detector.ts';
import { applyEdits, type ChosenVisible, type Corrections, NO_CORRECTIONS } from './edits/apply.ts';
import type { Face, VerifiedDetection } from './face.ts';
import { completeValues, metaOf, needsNetwork } from './modes/metas.ts';
import type { ModeChoice, ModeId, ModeValues, NetworkMode } from './modes/mode.ts';
import type { CoverReason, FrameTiming, PictureFormat, RawFrame, SafeFrame } from './safe/frame.ts';
import { type GuardedView, guard } from './safe/guard.ts';
import { sizeOf } from './safe/pixels.ts';
import type { CoverJob, NetworkError, Renderer } from './safe/renderer.ts';
import { DEFAULT_SETTINGS, type EngineSettings } from './settings.ts';
import { FileClock } from './track/file-clock.ts';
import { type TrackedFace, Tracker, type TrackerOptions } from './track/tracker.ts';

/** What the pipeline works with at the moment; null while it is not there. */
export interface Parts {
  readonly detector: FaceDetector | null;
  readonly renderer: Renderer | null;
}

/** What was found in one frame. Kept, it lets that very frame be drawn again without being looked at again. */
export interface Looked {
  /** 'faces' where the frame was looked at whole; anything else covers all of it, however often it is drawn. */
  readonly reason: Exclude<CoverReason, 'no-face'>;
  readonly faces: readonly TrackedFace[];
  /** Why the detector could not look, if so. */
  readonly failure: Error | null;
  readonly timing: Omit<FrameTiming, 'render' | 'total'>;
}

export interface Drawn {
  /** One a view, in order. */
  readonly frames: readonly SafeFrame[];
  /** The faces that were covered, with where their parts are. Empty where the frame was covered whole for want of a detector. */
  readonly faces: readonly Face[];
  /** Found faces that are visible by a person's choice. */
  readonly visible: readonly ChosenVisible[];
  /** What failed on this frame, for the supplier that replaces it. */
  readonly rendererFailure: Error | null;
  readonly networkFailures: readonly NetworkError[];
}

export interface Processed extends Drawn {
  readonly detectorFailure: Error | null;
}

/** 'offline': a file, whose frames can wait. */
type Pace = 'live' | 'offline';

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
  readonly #clock = new FileClock();
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
    this.#clock.reset();
    this.#lastSize = null;
    this.#faceLost = false;
    this.#isFirst = true;
  }

  /**
   * Looks at a frame and draws it. Never throws. The caller closes `frame.source` afterwards.
   * @param pace 'offline' for a file, whose frames can wait.
   */
  async process(frame: RawFrame, parts: Parts, pace: Pace = 'live'): Promise<Processed> {
    const taken = performance.now();
    // A frame keeps the settings it began with.
    const settings = this.#settings;
    const looked = await this.#look(frame, parts.detector, settings, pace);
    const drawn = await drawLooked(frame, looked, parts.renderer, settings, {
      taken,
      corrections: NO_CORRECTIONS,
      format: settings.leakRate > 0 ? 'rgba' : settings.pictureFormat,
    });
    return { ...drawn, detectorFailure: looked.failure };
  }

  /** The first half of `process`, for a frame of a file. Never throws. */
  look(frame: RawFrame, detector: FaceDetector | null): Promise<Looked> {
    return this.#look(frame, detector, this.#settings, 'offline');
  }

  /**
   * Only finds faces, and follows nobody: for a file whose frames are followed when all of them were looked at.
   * @throws (rejects) whatever the detector threw.
   */
  detect(frame: RawFrame, detector: FaceDetector): Promise<readonly VerifiedDetection[]> {
    const effort = this.#settings.thorough ? 'thorough' : 'live';
    return detectIn(frame, detector, { effort, heads: 'wait' }, OFFLINE_DETECTION_DEADLINE);
  }

  /** The second half, as often as one likes: with the settings of now. Never throws. `looked` has to be of this very frame. */
  draw(
    frame: RawFrame,
    looked: Looked,
    renderer: Renderer | null,
    how: { readonly corrections: Corrections; readonly format: PictureFormat },
  ): Promise<Drawn> {
    return drawLooked(frame, looked, renderer, this.#settings, { ...how, taken: performance.now() });
  }

  async #look(
    frame: RawFrame,
    detector: FaceDetector | null,
    settings: EngineSettings,
    pace: Pace,
  ): Promise<Looked> {
    const began = performance.now();
    let detected = began;
    const timing = () => ({ detect: detected - began, track: performance.now() - detected });
    if (!detector) {
      return { reason: 'starting', faces: [], failure: null, timing: timing() };
    }
    try {
      const frameSize = sizeOf(frame);
      const resized = this.#takeSize(frameSize);
      const { now, afterGap } =
        pace === 'offline' ? this.#clock.at(frame.timestamp) : { now: frame.timestamp, afterGap: false };
      const detections = await this.#detect(frame, detector, settings, pace, afterGap);
      detected = performance.now();
      const options = { ...followOptionsOf(settings), fades: settings.fades && pace === 'live', afterGap };
      // In a file what comes later says where a face went.
      const wantsBodies = pace === 'live' && this.#tracker.wantsBodies(now, options);
      const bodies = wantsBodies ? await bodiesIn(frame, detector) : null;
      const { faces, faceLost } = this.#tracker.update(detections, now, frameSize, { ...options, bodies });
      this.#faceLost = faceLost;
      return {
        reason: reasonOf({ resized, faceLost }),
        faces,
        failure: null,
        timing: timing(),
      };
    } catch (error) {
      detected = performance.now();
      return { reason: 'detector-failed', faces: [], failure: asError(error), timing: timing() };
    }
  }

  /** True when the frame's size is not that of the frame before: what was followed is forgotten. */
  #takeSize(frameSize: Size<FramePx>): boolean {
    const last = this.#lastSize;
    const changed = last !== null && !isSameSize(last, frameSize);
    this.#lastSize = frameSize;
    if (changed) {
      this.#tracker.reset();
    }
    return changed;
  }

  #detect(
    frame: RawFrame,
    detector: FaceDetector,
    settings: EngineSettings,
    pace: Pace,
    afterGap: boolean,
  ): Promise<readonly VerifiedDetection[]> {
    // A picture is a file's first frame, or one on its own.
    const isPicture = pace === 'offline' && (this.#isFirst || afterGap);
    this.#isFirst = false;
    const heads = pace === 'offline' ? 'wait' : 'ready';
    return detectIn(
      frame,
      detector,
      {
        effort: settings.thorough || this.#faceLost || isPicture ? 'thorough' : 'live',
        ...(isPicture || this.#tracker.wantsHeads(frame.timestamp) ? { heads, confirm: true } : {}),
      },
      pace === 'offline' ? OFFLINE_DETECTION_DEADLINE : DETECTION_DEADLINE,
    );
  }
}

/** @throws (rejects) when it takes too long, or reports what cannot be. */
async function detectIn(
  frame: RawFrame,
  detector: FaceDetector,
  how: Omit<DetectRequest, 'frame'>,
  deadline: number,
): Promise<readonly VerifiedDetection[]> {
  // Before: a helper is given the frame itself.
  const frameSize = sizeOf(frame);
  const detections = await withDeadline(
    detector.detect({ frame, ...how }),
    deadline,
    'The face detector took too long.',
  );
  assertSensible(detections, frameSize);
  return detections;
}

/** Null where nothing can be said of them, for whatever reason: a lost face covers the whole frame then. */
async function bodiesIn(frame: RawFrame, detector: FaceDetector): Promise<readonly Box<FramePx>[] | null> {
  try {
    const looked = detector.bodies?.(frame) ?? null;
    const bodies = await (looked &&
      withDeadline(looked, DETECTION_DEADLINE, 'Looking for bodies took too long.'));
    return bodies?.every(isProper) ? bodies : null;
  } catch (error) {
    console.warn('Guise: bodies could not be looked for:', asError(error).message);
    return null;
  }
}

interface DrawingOptions {
  /** When work on the frame began, by `performance.now()`. */
  readonly taken: number;
  readonly corrections: Corrections;
  readonly format: PictureFormat;
}

async function drawLooked(
  frame: RawFrame,
  looked: Looked,
  renderer: Renderer | null,
  settings: EngineSettings,
  { taken, corrections, format }: DrawingOptions,
): Promise<Drawn> {
  const found = looked.faces.map(({ grow, ...face }) => ({ ...face, cover: coverOf(face, grow, settings) }));
  const { covered: faces, visible, revealed } = applyEdits(found, corrections, settings.feather);
  const unseen = reasonFor(looked, settings.coverWhenNoFace);
  const reveals = revealed && (unseen === 'no-face' || unseen === 'face-lost');
  const { frames, failure, networkFailures } = await guard({
    frame,
    frameSize: sizeOf(frame),
    found,
    faces,
    visible,
    revealed: reveals,
    views: settings.views.map((view) => guardedView(view.mode, settings)),
    format,
    reason: reveals ? 'faces' : unseen,
    renderer,
    timing: looked.timing,
    taken,
  });
  return { frames, faces, visible, rendererFailure: failure, networkFailures };
}

/** Whether a frame that was looked at whole is covered whole all the same. */
export function reasonOf(followed: { readonly resized: boolean; readonly faceLost: boolean }) {
  return followed.resized ? 'size-changed' : followed.faceLost ? 'face-lost' : 'faces';
}

/** Very doubtful boxes alone (a lamp, a poster) do not count as having found the face: a person there may have been missed. */
function reasonFor({ reason, faces }: Looked, coverWhenNoFace: boolean): CoverReason {
  const nobody = reason === 'faces' && coverWhenNoFace && !faces.some((face) => face.credible);
  return nobody ? 'no-face' : reason;
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

/** How faces are followed with these settings, from frame to frame or through a file. */
export function followOptionsOf({ linger, growth, leastScore }: EngineSettings): TrackerOptions {
  return { linger: linger / 1000, growth, leastScore };
}

/** The mode that is drawn where a network is not there, or not for this face. */
const FALLBACK: ModeId = 'mask';

function guardedView(choice: ModeChoice, settings: EngineSettings): GuardedView {
  const asked = choice === 'none' ? FALLBACK : choice;
  const network = needsNetwork(asked) && { mode: asked, values: networkValues(asked, settings) };
  const filter = needsNetwork(asked) ? FALLBACK : asked;
  const values = valuesOf(filter, settings);
  const confirmed = { mode: filter, values };
  const unconfirmed = { mode: filter, values: metaOf(filter).unconfirmed?.(values) ?? values };
  // Only what is drawn comes out of a plain cover: a blur would flash.
  const drawn = network || unconfirmed.values !== values;
  return {
    mode: choice,
    jobFor: (face, isReady) => {
      const plain = drawn && face.everConfirmed && face.plain ? { plain: face.plain } : {};
      const aligned = network && isReady(network.mode) && alignedJob(face, network);
      if (aligned) {
        return { ...aligned, ...plain };
      }
      // A drawn face that is lost becomes a plain cover, not another face.
      const lost = network && face.lostFor > 0 && face.plain;
      const shown = face.everConfirmed && !lost ? confirmed : unconfirmed;
      return { cover: face.cover, ...shown, ...plain };
    },
  };
}

function networkValues(id: NetworkMode, settings: EngineSettings): ModeValues {
  return { ...valuesOf(id, settings), ...(metaOf(id).byKey ? { key: settings.faceKey } : {}) };
}

function valuesOf(id: ModeId, settings: EngineSettings): ModeValues {
  return completeValues(id, settings.values[id] ?? {});
}

/** Only a confirmed face, seen in this very frame or missed for a moment, is drawn by a network; null for any other. */
function alignedJob(
  { alignment }: Face,
  drawn: { readonly mode: NetworkMode; readonly values: ModeValues },
): CoverJob | null {
  if (!alignment) {
    return null;
  }
  for (const aligned of cropsOf(alignment, drawn.mode)) {
    const cover = learnedCover(aligned, aligned.sighting, drawn.mode);
    if (cover) {
      return { cover, ...drawn, aligned };
    }
  }
  return null;
}
