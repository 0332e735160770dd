import { beforeEach, expect, test } from 'vitest';
import { history, record } from './history.ts';
import { type State, store } from './store.ts';

const base = store.getState();
const live = (change: Partial<State>): State => ({ ...base, phase: 'live', ...change });
const reading = (faces: number, uncovered: number) => ({
  timestamp: 0,
  faces,
  uncovered,
  bareFaces: 0,
  duration: 5,
});
const stats = (fps: number) => ({ ...base.stats, fps, p50: 20, p95: 40 });

beforeEach(() => {
  for (const series of Object.values(history)) {
    series.clear();
  }
});

test('a reading is a row; without faces there is no share', () => {
  const first = live({ reading: reading(1, 0.25) });
  record(first, base, 1);
  record(first, first, 2);
  record(live({ reading: reading(0, 0) }), first, 3);
  expect(history.leaks.rows()).toEqual([
    { t: 1, uncovered: 0.25, faces: 1, bareFaces: 0 },
    { t: 3, uncovered: null, faces: 0, bareFaces: 0 },
  ]);
});

test('a reading of the privacy meter is a row: its most recognisable face', () => {
  const faces = [
    { id: 1, similarity: 0.4 },
    { id: 2, similarity: 0.8 },
  ];
  const likeness = { timestamp: 0, mode: 'blur', threshold: 0.9, duration: 9, faces };
  record(live({ likeness }), base, 5);
  record(live({ likeness }), live({ likeness }), 6);
  expect(history.privacy.rows()).toEqual([{ t: 5, similarity: 0.8, threshold: 0.9 }]);
});

test('a cover that shows no face leaves a gap: likeness to it would be chance', () => {
  const likeness = { timestamp: 0, threshold: 0.9, duration: 9, faces: [{ id: 1, similarity: 0.8 }] };
  record(live({ likeness: { ...likeness, mode: 'mask' } }), base, 4);
  expect(history.privacy.rows()).toEqual([]);
  record(live({ likeness: { ...likeness, mode: 'blur' } }), base, 5);
  record(live({ likeness: { ...likeness, mode: 'oval' } }), base, 6);
  expect(history.privacy.rows()).toEqual([
    { t: 5, similarity: 0.8, threshold: 0.9 },
    { t: 6, similarity: null, threshold: null },
  ]);
});

test('frames are a row a second, with a gap where the picture stopped', () => {
  let before = live({});
  for (let t = 10; t < 12; t += 0.25) {
    const state = live({ stats: stats(t) });
    record(state, before, t);
    before = state;
  }
  record({ ...before, phase: 'paused' }, before, 12);
  expect(history.frames.columns()[0]).toEqual([10, 11, 12]);
  expect(history.frames.columns()[1]).toEqual([10, 11, null]);
});
