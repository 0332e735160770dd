/**
 * The one rule, as types: a raw pixel of a face never reaches a sink.
 *
 * `RawFrame` goes in, `SafeFrame` comes out, and this module alone can make a `SafeFrame`. Every sink takes
 * `SafeFrame` and nothing else. Who may even name `RawFrame` is listed in `roster.test.ts`.
 */

declare const safe: unique symbol;

/** A frame as it came from the camera, the file or the picture. The holder closes `source`. */
export interface RawFrame {
  readonly source: VideoFrame | ImageBitmap;
  /** µs, on the source's own clock. */
  readonly timestamp: number;
}

/** 'rgba': to be looked at. 'i420': to be sent, planes of luma and chroma as encoders take them, where the renderer can make them. */
export const PICTURE_FORMATS = ['rgba', 'i420'] as const;
export type PictureFormat = (typeof PICTURE_FORMATS)[number];

/** A picture that may be shown, stored or sent. The sink that takes it closes `picture`. */
export interface SafeFrame {
  readonly [safe]: true;
  readonly picture: VideoFrame | ImageBitmap;
  /** µs, that of the raw frame. */
  readonly timestamp: number;
  readonly report: FrameReport;
}

/** Why a frame was covered whole. `faces`: it was not; only the faces were. */
export type CoverReason =
  | 'faces'
  | 'starting'
  | 'no-face'
  | 'face-lost'
  | 'detector-failed'
  | 'renderer-failed'
  | 'size-changed'
  | 'frame-damaged'
  | 'comparison-only'
  | 'source-muted';

export interface FrameReport {
  readonly covered: 'faces' | 'whole';
  readonly reason: CoverReason;
  readonly faces: readonly FaceReport[];
  /** What a person chose to leave bare in a file; absent where they chose nothing of the kind. */
  readonly chosen?: ChosenReport;
  readonly width: number;
  readonly height: number;
  readonly renderer: RendererKind;
  /** Mode that was really used; differs from the one asked for when a mode fell back. */
  readonly mode: string;
  /** ms spent in the worker. */
  readonly timing: FrameTiming;
}

export interface FaceReport {
  readonly id: number;
  readonly verdict: 'confirmed' | 'uncertain';
  readonly state: 'seen' | 'predicted';
  /** A person drew this cover; `id` is below 0 then. */
  readonly byHand?: true;
  /** Axis-parallel bounds of the cover, frame pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ChosenReport {
  /** The boxes of found faces that are visible by choice, frame pixels. */
  readonly visible: readonly {
    readonly id: number;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }[];
  /** The frame would have been covered whole, because no face was found or one was lost. */
  readonly revealed: boolean;
}

export interface FrameTiming {
  /** Preparing the detector's picture and detecting. */
  readonly detect: number;
  readonly track: number;
  /** Warp out, mode, warp back, and handing over the picture. */
  readonly render: number;
  /** From taking the frame to having it safe, all included. */
  readonly total: number;
}

export type RendererKind = 'webgpu' | 'cpu';

const minted = new WeakSet<object>();

/**
 * Vouches for a picture. Only the guard calls this, after the renderer has finished without an error
 * (`guard.ts`), or with a picture that holds no camera pixel at all (a plate).
 */
export function mintSafeFrame(
  picture: VideoFrame | ImageBitmap,
  timestamp: number,
  report: FrameReport,
): SafeFrame {
  const frame = { picture, timestamp, report } as unknown as SafeFrame;
  minted.add(frame);
  return frame;
}

/** What crosses from the worker to the page: the same frame, structured-cloned, so that it has to be vouched for again. */
export interface SafeFrameMessage {
  readonly type: 'safe-frame';
  readonly view: number;
  readonly picture: VideoFrame | ImageBitmap;
  readonly timestamp: number;
  readonly report: FrameReport;
}

/**
 * Packs a safe frame for the page; the picture is transferred.
 * @throws TypeError when the frame was not made by `mintSafeFrame`: a raw frame in disguise.
 */
export function packSafeFrame(frame: SafeFrame, view: number): SafeFrameMessage {
  assertSafe(frame);
  return {
    type: 'safe-frame',
    view,
    picture: frame.picture,
    timestamp: frame.timestamp,
    report: frame.report,
  };
}

/** The page's side of `packSafeFrame`. Only `client.ts` calls this, with messages of its own worker. */
export function unpackSafeFrame(message: SafeFrameMessage): SafeFrame {
  return mintSafeFrame(message.picture, message.timestamp, message.report);
}

/** The same frame as a picture that a canvas can take over; `frame` is used up. @throws TypeError as `assertSafe`. */
export async function asBitmap(frame: SafeFrame): Promise<SafeFrame> {
  assertSafe(frame);
  const { picture, timestamp, report } = frame;
  try {
    return mintSafeFrame(await createImageBitmap(picture), timestamp, report);
  } finally {
    picture.close();
  }
}

/**
 * What the type says, checked at run time too, at the mouth of every sink.
 * @throws TypeError when `frame` is not a safe frame.
 */
export function assertSafe(frame: SafeFrame): void {
  if (!minted.has(frame)) {
    throw new TypeError('Not a SafeFrame: a sink was given a picture that nobody vouched for.');
  }
}
