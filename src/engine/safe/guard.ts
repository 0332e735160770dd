/**
 * The last word before a picture leaves: draws the covers and vouches for the result, or covers the whole frame.
 * `guard` never throws and never gives out a picture that it cannot vouch for.
 */

import { asError } from '../../base/errors.ts';
import { type Box, type FramePx, isSameSize, type Size } from '../../base/geometry.ts';
import { boundsOf, cornersOf, holds, holdsBox } from '../../base/superellipse.ts';
import { pointsOf } from '../cover/learned-cover.ts';
import { assertChosen, type ChosenVisible } from '../edits/apply.ts';
import type { Face } from '../face.ts';
import type { ModeChoice, NetworkMode } from '../modes/mode.ts';
import {
  type CoverReason,
  type FrameReport,
  type FrameTiming,
  mintSafeFrame,
  type PictureFormat,
  type RawFrame,
  type SafeFrame,
} from './frame.ts';
import { sizeOf } from './pixels.ts';
import { planeColours } from './planes.ts';
import { plate, plateOfPlanes } from './plate.ts';
import { type CoverJob, NetworkError, type Renderer, type ViewJob } from './renderer.ts';

export interface GuardedView {
  /** What was asked for; 'none' is covered whole, always. */
  readonly mode: ModeChoice;
  /** How a face is covered: in the mode that was asked for, or in another one where that is not to be had. */
  readonly jobFor: (face: Face, isReady: IsReady) => CoverJob;
}

export interface GuardRequest {
  readonly frame: RawFrame;
  readonly frameSize: Size<FramePx>;
  /** All faces that were found. */
  readonly found: readonly Face[];
  /** What is covered: found faces, and what a person covered by hand. */
  readonly faces: readonly Face[];
  /** Found faces that a person chose to leave visible. */
  readonly visible: readonly ChosenVisible[];
  /** The person chose to see this frame although no face was found, or one was lost. */
  readonly revealed: boolean;
  readonly views: readonly GuardedView[];
  readonly format?: PictureFormat | undefined;
  /** 'faces': draw the covers. Anything else: cover whole, for this reason. */
  readonly reason: CoverReason;
  readonly renderer: Renderer | null;
  readonly timing: Omit<FrameTiming, 'render' | 'total'>;
  /** `performance.now()` when the frame was taken. */
  readonly taken: number;
}

/** Whether faces may be given to a mode's network. */
export type IsReady = (mode: NetworkMode) => boolean;

/** One safe frame a view, in order. `failure`: why the renderer could not draw this frame, if so. */
export interface Guarded {
  readonly frames: readonly SafeFrame[];
  readonly failure: Error | null;
  /** Of the networks that could not draw it: their faces are covered otherwise. */
  readonly networkFailures: readonly NetworkError[];
}

export async function guard(request: GuardRequest): Promise<Guarded> {
  const { frame, views, renderer } = request;
  const began = performance.now();
  // A renderer that is still being made is no failure.
  let reason = request.reason === 'faces' && !renderer ? 'starting' : request.reason;
  let drawn: Drawn | null = null;
  let failure: Error | null = null;
  const networkFailures: NetworkError[] = [];
  if (reason === 'faces' && renderer) {
    try {
      assertAccounted(request);
      drawn = await drawWithout(networkFailures, request, renderer);
    } catch (error) {
      failure = asError(error);
      reason = 'renderer-failed';
    }
  }
  const end = performance.now();
  const timing = { ...request.timing, render: end - began, total: end - request.taken };
  const frames = views.map((view, i) => {
    const own = view.mode === 'none' ? 'comparison-only' : reason;
    const picture = drawn?.pictures[i];
    return mintSafeFrame(
      picture ?? plateFor(request),
      frame.timestamp,
      reportOf(
        request,
        view,
        picture || own !== 'faces' ? own : 'renderer-failed',
        timing,
        picture && drawn?.covers[i],
      ),
    );
  });
  return { frames, failure, networkFailures };
}

/** Planes where the renderer's pictures are planes. */
function plateFor({ frame, frameSize, format, renderer }: GuardRequest): SafeFrame['picture'] {
  const { width, height } = frameSize;
  let planes: VideoFrame | null = null;
  if (format === 'i420' && renderer?.kind !== 'webgpu') {
    try {
      planes = plateOfPlanes(width, height, frame.timestamp, planeColours(frame.source) ?? undefined);
    } catch {
      // No memory for planes, or colours that the browser does not take back.
    }
  }
  return planes ?? plate(width, height);
}

/** What was drawn, one a view; nothing for 'none'. */
interface Drawn {
  readonly pictures: readonly (SafeFrame['picture'] | undefined)[];
  readonly covers: readonly (ViewCovers | undefined)[];
}

/** Draws, and where a mode's network fails draws again without it. @param failed those that failed, added to. @throws as `draw` */
async function drawWithout(
  failed: NetworkError[],
  request: GuardRequest,
  renderer: Renderer,
): Promise<Drawn> {
  const isReady: IsReady = (mode) =>
    renderer.networks[mode].ready && !failed.some((failure) => failure.mode === mode);
  try {
    return await draw(request, renderer, isReady);
  } catch (error) {
    // One that was not asked, or failed already, is no reason to draw again.
    if (!(error instanceof NetworkError && isReady(error.mode))) {
      throw error;
    }
    failed.push(error);
    return drawWithout(failed, request, renderer);
  }
}

/** @throws RangeError when a cover does not hold its face or a picture is missing, and what the renderer throws. */
async function draw(
  { frame, frameSize, faces, views, format }: GuardRequest,
  renderer: Renderer,
  isReady: IsReady,
): Promise<Drawn> {
  const covers = views.map((view) => (view.mode === 'none' ? undefined : coversOf(view, faces, isReady)));
  const jobs = covers.filter((own) => own !== undefined);
  const pictures = jobs.length > 0 ? await renderer.render({ frame, views: jobs, format }) : [];
  try {
    assertPictures(pictures, jobs.length, frameSize);
  } catch (error) {
    for (const picture of pictures) {
      picture.close();
    }
    throw error;
  }
  let next = 0;
  return { pictures: covers.map((own) => own && pictures[next++]), covers };
}

/** A view's covers. */
interface ViewCovers extends ViewJob {
  /** By face: the cover that hides it. */
  readonly hiding: readonly CoverJob[];
}

/**
 * What lies wholly inside a learned face, smaller than it and never confirmed (an eye, an ear taken for a face), is replaced with it
 * already and gets no cover of its own.
 * @throws RangeError when a cover does not hold its face.
 */
function coversOf(view: GuardedView, faces: readonly Face[], isReady: IsReady): ViewCovers {
  const jobs = faces.map((face) => {
    const job = view.jobFor(face, isReady);
    assertCovers(job, face.box);
    return job;
  });
  const learned = jobs.filter((job) => job.aligned);
  const hiding = jobs.map((job, i) => {
    const { box, everConfirmed } = faces[i] as Face;
    const within =
      job.aligned || everConfirmed ? undefined : learned.find(({ cover }) => holdsBox(cover, box));
    return within ?? job;
  });
  return { hiding, covers: [...new Set(hiding)] };
}

/** @param drawn the view's covers; undefined where its frame was covered whole. */
function reportOf(
  { faces, visible, revealed, frameSize, renderer }: GuardRequest,
  view: GuardedView,
  reason: CoverReason,
  timing: FrameTiming,
  drawn: ViewCovers | undefined,
): FrameReport {
  // Masked faces beside learned ones are no falling back: uncertain faces always are.
  const used = drawn?.covers.find((job) => job.mode === view.mode) ?? drawn?.covers[0];
  return {
    covered: drawn ? 'faces' : 'whole',
    reason,
    faces: faces.map((face, i) => ({
      id: face.id,
      verdict: face.verdict,
      state: face.state,
      ...(face.id < 0 ? { byHand: true } : {}),
      ...boundsOf((drawn?.hiding[i] ?? face).cover),
    })),
    ...(visible.length > 0 || revealed
      ? {
          chosen: {
            visible: visible.map(({ face: { id, box } }) => ({ id, ...box })),
            revealed,
          },
        }
      : {}),
    width: frameSize.width,
    height: frameSize.height,
    renderer: renderer?.kind ?? 'cpu',
    mode: used?.mode ?? view.mode,
    timing,
  };
}

/**
 * Nothing is bare that nobody chose: every found face is covered itself, held by a cover by hand, or visible by a person's choice.
 * @throws Error when one is not.
 */
function assertAccounted({ found, faces, visible }: GuardRequest): void {
  visible.forEach(assertChosen);
  for (const face of found) {
    const accounted =
      faces.some(({ id, cover }) => id === face.id || holdsBox(cover, face.box)) ||
      visible.some((choice) => choice.face === face);
    if (!accounted) {
      throw new Error('A face that was found is neither covered nor chosen to be visible.');
    }
  }
}

/**
 * Checks that a cover holds its face: every corner of the face box lies in the core; for a learned face, whose cover is the
 * face's own shape, the face's outline and features do (docs/decisions/0003-learned-cover.md).
 * @throws RangeError when it does not, or a number is not finite.
 */
export function assertCovers(
  { cover, aligned }: Pick<CoverJob, 'cover' | 'aligned'>,
  face: Box<FramePx>,
): void {
  const { centre, width, height, angle, exponent, feather } = cover;
  const numbers = [centre.x, centre.y, width, height, angle, exponent, feather, face.x, face.y];
  if (![...numbers, face.width, face.height].every(Number.isFinite) || width <= 0 || height <= 0) {
    throw new RangeError('A cover has a size or place that is no number.');
  }
  if (!holds(cover, aligned ? pointsOf(aligned.sighting) : cornersOf(face))) {
    throw new RangeError('A cover does not hold its face.');
  }
}

function assertPictures(
  pictures: readonly SafeFrame['picture'][],
  count: number,
  frame: Size<FramePx>,
): void {
  if (pictures.length !== count) {
    throw new Error(`The renderer gave ${pictures.length} pictures for ${count} views.`);
  }
  for (const picture of pictures) {
    const size = sizeOf({ source: picture });
    if (!isSameSize(size, frame)) {
      throw new Error(`The renderer gave ${size.width}×${size.height} for ${frame.width}×${frame.height}.`);
    }
  }
}
