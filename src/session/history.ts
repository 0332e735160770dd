/**
 * What was measured since the page was opened, over time. It watches the store, so nothing on the frame path knows of it.
 * docs/insight.md says how another meter joins.
 */
import { type ModeChoice, showsNoFace } from './modes.ts';
import { worstLikeness } from './privacy.ts';
import { Series } from './series.ts';
import { type State, store } from './store.ts';

/** Rows kept: an hour at one a second. */
const CAPACITY = 3600;
/** Seconds between rows of `frames`; the store has new numbers four times as often. */
const FRAMES_EVERY = 1;

export const history = {
  /** Leak meter: share of face pixels that left uncovered (0..1), faces seen and faces bare. */
  leaks: new Series(['uncovered', 'faces', 'bareFaces'] as const, CAPACITY),
  /** Frames a second and latency, ms. */
  frames: new Series(['fps', 'p50', 'p95', 'faces'] as const, CAPACITY),
  /**
   * Privacy meter: how alike a recogniser finds the covered and the raw face (cosine, −1..1; of several faces the most
   * alike), and from where on it would say "the same person".
   */
  privacy: new Series(['similarity', 'threshold'] as const, CAPACITY),
};

/** Seconds since the page was opened. */
export function seconds(): number {
  return performance.now() / 1000;
}

let lastFrames = Number.NEGATIVE_INFINITY;

/** What a change of the store adds to the history. Exported for its test. */
export function record(state: State, before: State, now: number): void {
  if (state.reading && state.reading !== before.reading) {
    const { uncovered, faces, bareFaces } = state.reading;
    // Where nobody was seen there is no share to speak of.
    history.leaks.add(now, { uncovered: faces > 0 ? uncovered : null, faces, bareFaces });
  }
  if (state.likeness && state.likeness !== before.likeness) {
    const { mode, threshold } = state.likeness;
    if (showsNoFace(mode as ModeChoice)) {
      history.privacy.gap(now);
    } else {
      history.privacy.add(now, { similarity: worstLikeness(state.likeness), threshold });
    }
  }
  if (state.phase !== 'live') {
    if (before.phase === 'live') {
      for (const series of Object.values(history)) {
        series.gap(now);
      }
      lastFrames = Number.NEGATIVE_INFINITY;
    }
  } else if (state.stats !== before.stats && now - lastFrames >= FRAMES_EVERY * 0.9) {
    const { fps, p50, p95, faces } = state.stats;
    history.frames.add(now, { fps, p50, p95, faces });
    lastFrames = now;
  }
}

store.subscribe((state, before) => record(state, before, seconds()));
