/**
 * What the patched page and the studio (the extension's page that owns camera and engine) say to each other, over one `MessagePort`.
 * A picture crosses in one direction and in one message only: 'frame', which the studio makes from `SafeFrame`s.
 */

/** `MediaTrackConstraints` cut down to what a camera is chosen and set by; plain data. */
export type CameraConstraints = { readonly [name: string]: unknown };

/** A camera as a site may know it. */
export interface CameraInfo {
  /** Made for this site; says nothing about the camera's own id. */
  readonly deviceId: string;
  /** "Guise: <camera>". */
  readonly label: string;
  readonly capabilities: MediaTrackCapabilities;
}

export interface CameraState {
  readonly label: string;
  readonly settings: MediaTrackSettings;
  readonly capabilities: MediaTrackCapabilities;
}

/** An error as plain data; becomes a `DOMException` or `OverconstrainedError` in the page. */
export interface Problem {
  readonly name: string;
  readonly message: string;
  /** Of an `OverconstrainedError`. */
  readonly constraint?: string;
}

/** Answered by `Answer` with the same `request`. */
export type Question =
  /** Opens a camera; no picture is sent before 'start'. */
  | {
      readonly type: 'open';
      readonly request: number;
      readonly camera: number;
      readonly constraints: CameraConstraints;
    }
  | {
      readonly type: 'apply';
      readonly request: number;
      readonly camera: number;
      readonly constraints: CameraConstraints;
    }
  | { readonly type: 'list'; readonly request: number }
  | { readonly type: 'ping'; readonly request: number };

export type ToStudio =
  | Question
  | { readonly type: 'start'; readonly camera: number }
  | { readonly type: 'close'; readonly camera: number }
  /** The page took a frame that was `hop` ms on its way. */
  | { readonly type: 'taken'; readonly camera: number; readonly hop: number };

/**
 * A picture as I420, densely packed: luma, then the chromas at half the size. Between processes its bytes are copied several times, and an
 * `ImageBitmap` has 2.7 times as many.
 */
export interface Planes {
  readonly planes: ArrayBuffer;
  /** Even. */
  readonly width: number;
  readonly height: number;
}

export type FromStudio =
  /** The first message: the studio serves this page, or why it does not. */
  | { readonly type: 'welcome' }
  | { readonly type: 'refused'; readonly problem: Problem }
  | {
      readonly type: 'answer';
      readonly request: number;
      readonly value?: unknown;
      readonly problem?: Problem;
    }
  | {
      readonly type: 'frame';
      readonly camera: number;
      readonly picture: ImageBitmap | Planes;
      /** µs, the camera's. */
      readonly timestamp: number;
      /** When the engine handed it over, ms since the epoch. */
      readonly sent: number;
    }
  | { readonly type: 'muted'; readonly camera: number; readonly muted: boolean }
  | { readonly type: 'ended'; readonly camera: number }
  | { readonly type: 'devices' };

/** From the page's script to the bridge, with the studio's end of the port. */
export const HELLO = 'guise-hello';
/** The bridge listens. */
export const BRIDGE_READY = 'guise-bridge-ready';
/** From the bridge to the extension's frame, and on to the offscreen document. */
export const CONNECT = 'guise-connect';
/** From the offscreen document to the service worker, which answers with the settings, and sends them when they change. */
export const SETTINGS = 'guise-settings';
/**
 * The name of the connection that a page's frame holds while it is served from the offscreen document, followed by the name that it gave
 * that page. It breaks when the page is closed, which a port that went from hand to hand does not tell.
 */
export const ALIVE_PORT = 'guise-alive';
/** From the popup to the bridge of a page: it answers where the page is patched. */
export const IS_PATCHED = 'guise-is-patched';
/** The name of the popup's connection to the studios: they say what their cameras do, it says when another face is to be drawn. */
export const STATUS_PORT = 'guise-status';
