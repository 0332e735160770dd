/** Leaks in what left the engine, frame by frame: how much of the true faces was to be seen, and for how long. */
import { BARE, longestUncoveredRun } from './uncovered.ts';

/** A true face in one frame: its pixels, and how many of them left as they came. */
export interface FacePixels {
  readonly inside: number;
  readonly uncovered: number;
}

export interface LeakFrame {
  /** µs */
  readonly timestamp: number;
  readonly faces: readonly FacePixels[];
}

export interface LeakSummary {
  readonly frames: number;
  /** Faces counted once in every frame. */
  readonly faces: number;
  /** The leak rate: share of all true face pixels that left uncovered, 0..1; 0 when there was no face. */
  readonly leakRate: number;
  /** Faces (once a frame) of which more than a tenth left uncovered. */
  readonly bareFaces: number;
  readonly framesWithBareFace: number;
  /** ms that a face was bare without a break; the last frame lasts as long as the one before it. */
  readonly longestUncoveredRun: number;
}

/** Sums up a clip. Frames in order of their time. */
export function leakSummary(frames: readonly LeakFrame[]): LeakSummary {
  const faces = frames.flatMap((frame) => frame.faces);
  const inside = faces.reduce((sum, face) => sum + face.inside, 0);
  const uncovered = faces.reduce((sum, face) => sum + face.uncovered, 0);
  const readings = frames.map(({ timestamp, faces: own }) => ({
    timestamp,
    bareFaces: own.filter(isBare).length,
  }));
  const last = readings[readings.length - 1];
  const before = readings[readings.length - 2];
  const end = last && before ? [{ timestamp: 2 * last.timestamp - before.timestamp, bareFaces: 0 }] : [];
  return {
    frames: frames.length,
    faces: faces.length,
    leakRate: inside > 0 ? uncovered / inside : 0,
    bareFaces: readings.reduce((sum, reading) => sum + reading.bareFaces, 0),
    framesWithBareFace: readings.filter((reading) => reading.bareFaces > 0).length,
    longestUncoveredRun: longestUncoveredRun([...readings, ...end]),
  };
}

/** More than a tenth of it left uncovered. */
export function isBare({ inside, uncovered }: FacePixels): boolean {
  return inside > 0 && uncovered / inside > BARE;
}
