/**
 * The last word before a picture leaves: draws the covers and vouches for the result, or covers the whole frame.
 * `guard` never throws and never gives out a picture that it cannot vouch for.
 */

import { asError } from '../../base/errors.ts';
import type { Box, FramePx, Size } from '../../base/geometry.ts';
import { holdsBox } from '../cover/cover.ts';
import { reachOf } from '../cover/learned-cover.ts';
import { assertChosen, type ChosenVisible } from '../edits/apply.ts';
import type { Cover, Face } from '../face.ts';
import type { ModeChoice } from '../modes/mode.ts';
import {
  type CoverReason,
  type FrameReport,
  type FrameTiming,
  mintSafeFrame,
  type RawFrame,
  type SafeFrame,
} from './frame.ts';
import { plate } from './plate.ts';
import { type CoverJob, ModifierError, type Renderer, type ViewJob } from './renderer.ts';

export interface GuardedView {
  /** What was asked for; 'none' is covered whole, always. */
  readonly mode: ModeChoice;
  /** How a face is covered: in the mode that was asked for, or in another one where that is not to be had. */
  readonly jobFor: (face: Face, may: { readonly modify: boolean }) => CoverJob;
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
  /** 'faces': draw the covers. Anything else: cover whole, for this reason. */
  readonly reason: CoverReason;
  readonly renderer: Renderer | null;
  readonly timing: Omit<FrameTiming, 'render' | 'total'>;
  /** `performance.now()` when the frame was taken. */
  readonly taken: number;
}

/** One safe frame a view, in order. `failure`: why the renderer could not draw this frame, if so. */
export interface Guarded {
  readonly frames: readonly SafeFrame[];
  readonly failure: Error | null;
  /** Why the modifier could not draw it, if so: its faces are covered otherwise. */
  readonly modifierFailure: Error | null;
}

export async function guard(request: GuardRequest): Promise<Guarded> {
  const { frame, views } = request;
  const began = performance.now();
  // A renderer that is still being made is no failure.
  let reason = request.reason === 'faces' && !request.renderer ? 'starting' : request.reason;
  let failure: Error | null = null;
  let modifierFailure: Error | null = null;
  let pictures: ImageBitmap[] = [];
  let may = { modify: request.renderer?.modifier.ready ?? false };
  const drawn = views.filter((view) => view.mode !== 'none');
  if (reason === 'faces' && request.renderer && drawn.length > 0) {
    try {
      assertAccounted(request);
      try {
        pictures = await draw(request, request.renderer, drawn, may);
      } catch (error) {
        if (!(error instanceof ModifierError)) {
          throw error;
        }
        modifierFailure = error;
        may = { modify: false };
        pictures = await draw(request, request.renderer, drawn, may);
      }
      assertPictures(pictures, drawn.length, request.frameSize);
    } catch (error) {
      for (const picture of pictures) {
        picture.close();
      }
      failure = asError(error);
      reason = 'renderer-failed';
    }
  }
  const end = performance.now();
  const timing = { ...request.timing, render: end - began, total: end - request.taken };
  let next = 0;
  const frames = views.map((view) => {
    const own: CoverReason = view.mode === 'none' ? 'comparison-only' : reason;
    const picture = own === 'faces' ? pictures[next++] : undefined;
    return mintSafeFrame(
      picture ?? plate(request.frameSize.width, request.frameSize.height),
      frame.timestamp,
      reportOf(request, view, picture ? own : own === 'faces' ? 'renderer-failed' : own, timing, may),
    );
  });
  return { frames, failure, modifierFailure };
}

/**
 * A view's covers. What lies wholly inside a learned face, smaller than it and not surely a face of its own (an eye, an ear
 * taken for a face), is replaced with it already and gets no cover of its own.
 * @throws RangeError when a cover does not hold its face.
 */
function jobsOf(
  view: GuardedView,
  faces: readonly Face[],
  may: { readonly modify: boolean },
): readonly CoverJob[] {
  const jobs = faces.map((face) => {
    const job = view.jobFor(face, may);
    assertCovers(job, face.box);
    return job;
  });
  const learned = jobs.filter((job) => job.aligned);
  return jobs.filter((job, i) => {
    const face = faces[i] as Face;
    return job.aligned || face.everConfirmed || !learned.some(({ cover }) => holdsBox(cover, face.box));
  });
}

/** @throws RangeError when a cover does not hold its face, and whatever the renderer throws. */
async function draw(
  { frame, faces }: GuardRequest,
  renderer: Renderer,
  views: readonly GuardedView[],
  may: { readonly modify: boolean },
): Promise<ImageBitmap[]> {
  const jobs: ViewJob[] = views.map((view) => ({
    covers: jobsOf(view, faces, may),
  }));
  return renderer.render({ frame, views: jobs });
}

function reportOf(
  request: GuardRequest,
  view: GuardedView,
  reason: CoverReason,
  timing: FrameTiming,
  may: { readonly modify: boolean },
): FrameReport {
  const jobs = view.mode === 'none' ? [] : request.faces.map((face) => view.jobFor(face, may));
  // Masked faces beside learned ones are no falling back: uncertain faces always are.
  const used = jobs.find((job) => job.mode === view.mode) ?? jobs[0];
  return {
    covered: reason === 'faces' ? 'faces' : 'whole',
    reason,
    faces: request.faces.map((face, i) => ({
      id: face.id,
      verdict: face.verdict,
      state: face.state,
      ...(face.id < 0 ? { byHand: true } : {}),
      ...boundsOf((jobs[i] ?? face).cover),
    })),
    ...(request.visible.length > 0 || request.revealed
      ? {
          chosen: {
            visible: request.visible.map(({ face: { id, box } }) => ({
              id,
              x: box.x,
              y: box.y,
              width: box.width,
              height: box.height,
            })),
            revealed: request.revealed,
          },
        }
      : {}),
    width: request.frameSize.width,
    height: request.frameSize.height,
    renderer: request.renderer?.kind ?? 'cpu',
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
  if (aligned) {
    if (!(reachOf(cover, aligned.sighting) <= 1 + 1e-6)) {
      throw new RangeError('A learned face does not hold its face.');
    }
    return;
  }
  if (!holdsBox(cover, face)) {
    throw new RangeError('A cover does not hold its face.');
  }
}

/** The axis-parallel bounds of a cover's rectangle. */
export function boundsOf(cover: Cover): { x: number; y: number; width: number; height: number } {
  const cos = Math.abs(Math.cos(cover.angle));
  const sin = Math.abs(Math.sin(cover.angle));
  const width = cover.width * cos + cover.height * sin;
  const height = cover.width * sin + cover.height * cos;
  return { x: cover.centre.x - width / 2, y: cover.centre.y - height / 2, width, height };
}

function assertPictures(pictures: readonly ImageBitmap[], count: number, frame: Size<FramePx>): void {
  if (pictures.length !== count) {
    throw new Error(`The renderer gave ${pictures.length} pictures for ${count} views.`);
  }
  for (const picture of pictures) {
    if (picture.width !== frame.width || picture.height !== frame.height) {
      throw new Error(
        `The renderer gave ${picture.width}×${picture.height} for ${frame.width}×${frame.height}.`,
      );
    }
  }
}
