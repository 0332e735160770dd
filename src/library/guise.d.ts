/** Guise as a library: a camera track in, a safe track out. docs/library.md has examples. */

/** How faces are covered; docs/modes.md shows each. */
export type GuiseMode = import('../engine/modes/catalogue.ts').ModeId;

/** What can be changed while a track runs, with `configure`. */
export interface TrackSettings {
  /** 'mask' unless said otherwise. A mode that this version does not have is masked. */
  readonly mode?: GuiseMode;
  /** The mode's parameters by name, such as `{ cells: 8 }` for blur; what is missing or out of range takes its default. */
  readonly values?: Readonly<Record<string, number | string>>;
  /**
   * Whose face is drawn where that goes by a key ('persona'), a whole number up to 2³² − 1: another number is another stranger. 0, unless
   * said otherwise: one drawn by lot for each track. Do not keep it: who meets the same stranger twice can tell that it is the same person.
   */
  readonly faceKey?: number;
  /** Cover the whole frame when no face is found; true unless said otherwise. */
  readonly coverWhenNoFace?: boolean;
  /** Every detection pass on every frame: slower, misses less. */
  readonly thorough?: boolean;
  /** ms for which a lost face stays covered where it must be by now, 0 to 5000; then the whole frame is covered. */
  readonly linger?: number;
  /** Side of the cover ÷ side of the face box, 1.2 to 3. */
  readonly enlarge?: number;
  /** 'auto' takes WebGPU where it works. */
  readonly renderer?: 'auto' | 'webgpu' | 'cpu';
  /** Readings of the leak meter a second, 0 (off, unless said otherwise) to 2. With them every picture is made a little slower. */
  readonly leakReadings?: number;
}

/** What is said once, when a track begins. */
export interface AnonymizeOptions extends TrackSettings {
  /**
   * Where the page's own site serves the package's folder `assets` (workers, WebAssembly, models); '/guise/assets/' unless said
   * otherwise. Only what the mode needs is loaded from it.
   */
  readonly assetsPath?: string;
  /** Called for every frame that was written to the safe track. */
  readonly onFrame?: (frame: SafeFrameInfo) => void;
  /** Called with words for a person when something is wrong, and with null when it is over. */
  readonly onTrouble?: (words: string | null) => void;
}

/** What is told of a frame that was written to the safe track. */
export interface SafeFrameInfo {
  /** µs, that of the camera's frame. */
  readonly timestamp: number;
  /** Its faces, or all of it. */
  readonly covered: 'faces' | 'whole';
  /** 'faces', or why it was covered whole: 'starting', 'no-face', 'face-lost', 'detector-failed', 'paused', … */
  readonly reason: string;
  /** How many were covered. */
  readonly faces: number;
}

/** Counted since the track began. */
export interface TrackReport {
  /** Frames written to the safe track. */
  readonly frames: number;
  /** Of those, covered whole. */
  readonly coveredWhole: number;
  /** Frames of the camera that were left out because the device was not fast enough. */
  readonly dropped: number;
  readonly leaks: {
    /** That were made. */
    readonly readings: number;
    /** Faces of which more than a tenth left uncovered, over all readings. */
    readonly bareFaces: number;
  };
}

/** A safe track with what controls it. */
export interface AnonymizedTrack {
  /**
   * The safe track. It shows nothing until the first safe picture; it ends, and its clones with it, when the camera's track ends or is stopped.
   * A clone lives on when the track is stopped; when all were stopped the camera is not read any more, as after `stop()`.
   * In Firefox and Safari a clone that `MediaStream.clone()` made is not known of: it stands still once the others have ended.
   */
  readonly track: MediaStreamTrack;
  /**
   * Resolves with the first frame in which faces were looked for: they are covered, or the room is empty.
   * @throws (rejects) in words where there will be none: no WebAssembly SIMD, models not to be had, stopped before.
   */
  readonly ready: Promise<void>;
  /** Changes settings in place; what is not named stays. */
  configure(changes: TrackSettings): void;
  /** Covers every frame whole until `resume`; frames go on. */
  pause(): void;
  /** Faces alone are covered again. */
  resume(): void;
  /** Ends the safe track, its clones and the engine. The camera's own track is left to you. */
  stop(): void;
  /** What happened so far. */
  report(): TrackReport;
}

/**
 * Covers every face in a camera's track. The engine runs in a worker on this device; whatever goes wrong covers the whole
 * frame, or leaves the last safe one.
 * @throws (rejects) TypeError when `track` is no video track, and what the browser says when it cannot read it.
 */
export function anonymizeTrack(track: MediaStreamTrack, options?: AnonymizeOptions): Promise<AnonymizedTrack>;

/** What LiveKit calls a `TrackProcessor` for video, without its package. */
export interface GuiseProcessor {
  /** As LiveKit tells processors apart. */
  readonly name: 'guise';
  /**
   * The safe track, from `init` on; the same one, and live, until `destroy`, whatever becomes of the camera. Where it and all its clones were
   * stopped, the camera is let go, and `restart` puts a new one in its place.
   */
  processedTrack?: MediaStreamTrack;
  /** As `AnonymizedTrack.ready`; from `init` on. */
  ready?: Promise<void>;
  /**
   * @throws (rejects) Error where a Guise processor reads this camera already, or this one is in use: LiveKit would send the raw
   * camera while it exchanges them. Use `configure`.
   */
  init(options: { readonly track: MediaStreamTrack }): Promise<void>;
  /** Another camera in place of the one before; what others see is covered all the while. */
  restart(options: { readonly track: MediaStreamTrack }): Promise<void>;
  /** Ends the safe track and the engine; LiveKit calls it. */
  destroy(): Promise<void>;
  /** Changes settings in place, before or after `init`; what is not named stays. The way to another mode in a call. */
  configure(changes: TrackSettings): void;
  /** Covers every frame whole until `resume`; what is published goes on. @throws Error before `init`. */
  pause(): void;
  /** Faces alone are covered again. */
  resume(): void;
  /** What happened so far; null before `init`. */
  report(): TrackReport | null;
}

/**
 * For `LocalVideoTrack.setProcessor` and `createLocalVideoTrack({ processor })` of livekit-client. **LiveKit publishes the raw camera whenever
 * no processor is in place: before the first `setProcessor`, and after `stopProcessor()`.** Give it before the track is published, and call
 * `pause()` in place of `stopProcessor()`.
 */
export function guiseProcessor(options?: AnonymizeOptions): GuiseProcessor;
