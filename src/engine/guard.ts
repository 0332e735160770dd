/**
 * The last word before a picture leaves: draws the covers and vouches for the result, or covers the whole frame.
 * `guard` never throws and never gives out a picture that it cannot vouch for.
 */
import type { Cover, Face } from './face.ts';
import {
  type CoverReason,
  type FrameReport,
  type FrameTiming,
  mintSafeFrame,
  type RawFrame,
  type SafeFrame,
} from './frame.ts';
import type { Box, FramePx, Size } from './geometry.ts';
import type { ModeChoice, ModeId, ModeValues } from './modes/mode.ts';
import { plate } from './render/plate.ts';
import type { Renderer, ViewJob } from './render/renderer.ts';

export interface GuardedView {
  /** What was asked for; 'none' is covered whole, always. */
  readonly mode: ModeChoice;
  /** What is drawn instead of what was asked for where that is not to be had, and for uncertain faces. */
  readonly modeFor: (face: Face) => { readonly mode: ModeId; readonly values: ModeValues };
}

export interface GuardRequest {
  readonly frame: RawFrame;
  readonly frameSize: Size<FramePx>;
  readonly faces: readonly Face[];
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
}

export async function guard(request: GuardRequest): Promise<Guarded> {
  const { frame, faces, views } = request;
  const began = performance.now();
  // A renderer that is still being made is no failure.
  let reason = request.reason === 'faces' && !request.renderer ? 'starting' : request.reason;
  let failure: Error | null = null;
  let pictures: ImageBitmap[] = [];
  const drawn = views.filter((view) => view.mode !== 'none');
  if (reason === 'faces' && request.renderer && drawn.length > 0) {
    try {
      for (const face of faces) {
        assertCovers(face.cover, face.box);
      }
      pictures = await request.renderer.render({ frame, views: drawn.map((view) => jobOf(view, faces)) });
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
      reportOf(request, view, picture ? own : own === 'faces' ? 'renderer-failed' : own, timing),
    );
  });
  return { frames, failure };
}

function jobOf(view: GuardedView, faces: readonly Face[]): ViewJob {
  return { covers: faces.map((face) => ({ cover: face.cover, ...view.modeFor(face) })) };
}

function reportOf(
  request: GuardRequest,
  view: GuardedView,
  reason: CoverReason,
  timing: FrameTiming,
): FrameReport {
  const first = request.faces[0];
  return {
    covered: reason === 'faces' ? 'faces' : 'whole',
    reason,
    faces: request.faces.map((face) => ({
      id: face.id,
      verdict: face.verdict,
      state: face.state,
      ...boundsOf(face.cover),
    })),
    width: request.frameSize.width,
    height: request.frameSize.height,
    renderer: request.renderer?.kind ?? 'cpu',
    mode: first && view.mode !== 'none' ? view.modeFor(first).mode : view.mode,
    timing,
  };
}

/**
 * Checks that a cover holds its face.
 * @throws RangeError when a number is not finite or a corner of the face box is outside the cover's core.
 */
export function assertCovers(cover: Cover, face: Box<FramePx>): void {
  const { centre, width, height, angle, exponent, feather } = cover;
  const numbers = [centre.x, centre.y, width, height, angle, exponent, feather, face.x, face.y];
  if (![...numbers, face.width, face.height].every(Number.isFinite) || width <= 0 || height <= 0) {
    throw new RangeError('A cover has a size or place that is no number.');
  }
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  for (const x of [face.x, face.x + face.width]) {
    for (const y of [face.y, face.y + face.height]) {
      const dx = x - centre.x;
      const dy = y - centre.y;
      const u = Math.abs(dx * cos + dy * sin) / (width / 2);
      const v = Math.abs(dy * cos - dx * sin) / (height / 2);
      if (u ** exponent + v ** exponent > 1 + 1e-6) {
        throw new RangeError('A cover does not hold its face.');
      }
    }
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

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
