/**
 * The page's handle on the engine: owns the worker, watches over it, restarts it. It moves streams, never pixels,
 * except for the safe pictures that come back.
 */
import type { LeakReading } from './audit/audit.ts';
import type { SafeFrame } from './frame.ts';
import type { EngineSettings, EngineState } from './protocol.ts';

/** Trouble that the page must show over the last safe picture; `null` when it is over. */
export interface Trouble {
  readonly code: 'engine-stalled' | 'engine-died' | 'source-muted' | 'source-ended';
  readonly words: string;
}

export interface EngineEvents {
  /** A safe picture for view 0..3. The receiver owns it and closes `frame.picture`. */
  readonly onFrame: (view: number, frame: SafeFrame) => void;
  readonly onState: (state: EngineState) => void;
  readonly onLeak: (reading: LeakReading) => void;
  /** Frames that the camera delivered and the engine did not show, since the last call. */
  readonly onDropped: (count: number) => void;
  readonly onTrouble: (trouble: Trouble | null) => void;
}

export interface EngineHandle {
  /** Starts (or changes) the source. The engine does not stop the track; its owner does. */
  start(track: MediaStreamTrack): Promise<void>;
  configure(settings: EngineSettings): void;
  /** Stops reading frames; the worker stays warm. */
  stop(): void;
  /** Ends the worker for good. */
  close(): void;
}

export type CreateEngine = (settings: EngineSettings, events: EngineEvents) => EngineHandle;
