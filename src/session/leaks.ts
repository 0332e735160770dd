import type { LeakReading } from '../engine/meters/leak/meter.ts';

/** What the leak meter said since the session began. */
export interface LeakTotals {
  readonly readings: number;
  /** Readings in which the second detector saw a face. */
  readonly withFaces: number;
  /** Faces of which more than a tenth left uncovered, summed over readings. */
  readonly bareFaces: number;
  /** Mean share of face pixels that left uncovered, over readings with faces, 0..1. */
  readonly meanUncovered: number;
  readonly worstUncovered: number;
  /** Longest time over which every reading showed a bare face, ms. */
  readonly longestRun: number;
  /** Media time, µs, at which the current run of bare readings began; null when there is none. */
  readonly runSince: number | null;
}

export const NO_LEAKS: LeakTotals = {
  readings: 0,
  withFaces: 0,
  bareFaces: 0,
  meanUncovered: 0,
  worstUncovered: 0,
  longestRun: 0,
  runSince: null,
};

/**
 * Adds a reading. A single bare reading counts as the time to the reading before it would: `period` ms, since nobody
 * looked in between.
 */
export function addReading(totals: LeakTotals, reading: LeakReading, period: number): LeakTotals {
  const withFaces = totals.withFaces + (reading.faces > 0 ? 1 : 0);
  const bare = reading.bareFaces > 0;
  const runSince = bare ? (totals.runSince ?? reading.timestamp) : null;
  const run = runSince === null ? 0 : (reading.timestamp - runSince) / 1000 + period;
  return {
    readings: totals.readings + 1,
    withFaces,
    bareFaces: totals.bareFaces + reading.bareFaces,
    meanUncovered:
      reading.faces > 0
        ? totals.meanUncovered + (reading.uncovered - totals.meanUncovered) / withFaces
        : totals.meanUncovered,
    worstUncovered: Math.max(totals.worstUncovered, reading.uncovered),
    longestRun: Math.max(totals.longestRun, run),
    runSince,
  };
}
