/** What the action detector saw: the last hour as stretches of time. */
import type { ActionReading } from '../engine/meters/action/detector.ts';
import type { ActionBackend } from '../engine/settings.ts';

export type { ActionReading, SeenAction } from '../engine/meters/action/detector.ts';
export type { ActionSet } from '../engine/settings.ts';

/** Time for which a label was seen without a long gap, s since the page was opened. */
export interface Stretch {
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

/** Stretches of the last `KEPT` seconds, oldest first, and how often raw and anonymised pictures agreed. */
export interface ActionHistory {
  readonly stretches: readonly Stretch[];
  readonly compared: number;
  readonly agreed: number;
  /** Pictures looked at. */
  readonly looks: number;
  /** Where the last one was looked at; null before the first. */
  readonly backend: ActionBackend | null;
}

export const NO_ACTIONS: ActionHistory = { stretches: [], compared: 0, agreed: 0, looks: 0, backend: null };

/** Seconds that the timeline shows, and that are kept to be saved. */
export const TIMELINE = 60;
export const KEPT = 3600;
/** Nobody was found for so many seconds: away from the desk, and not only turned or hidden for a moment. */
export const AWAY_AFTER = 3;
/** A label that comes back within so many seconds was there all along: a slow device looks every second or two. */
const GAP = 3;

/** @param now s since the page was opened; must not run backwards. */
export function addActions(history: ActionHistory, reading: ActionReading, now: number): ActionHistory {
  const labels = new Set(reading.people.map(({ label }) => label));
  return {
    ...history,
    stretches: going(history.stretches, labels, now),
    compared: history.compared + (reading.agrees === null ? 0 : 1),
    agreed: history.agreed + (reading.agrees ? 1 : 0),
    looks: history.looks + 1,
    backend: reading.backend,
  };
}

/** Nobody has been found for `AWAY_AFTER` seconds, up to `now`. */
export function addAway(history: ActionHistory, now: number): ActionHistory {
  return { ...history, stretches: going(history.stretches, new Set(['away']), now) };
}

/** The stretches as a table for a spreadsheet: seconds since the first of them. */
export function timelineCsv({ stretches }: ActionHistory): string {
  const start = Math.min(...stretches.map(({ from }) => from));
  const rows = stretches.map(
    ({ label, from, to }) => `${label},${(from - start).toFixed(1)},${(to - start).toFixed(1)}`,
  );
  return ['action,from_s,to_s', ...rows, ''].join('\r\n');
}

/** The stretches with these labels going on. */
function going(stretches: readonly Stretch[], labels: ReadonlySet<string>, now: number): readonly Stretch[] {
  const goingOn = new Set<string>();
  const kept = stretches
    .filter(({ to }) => to > now - KEPT)
    .map((stretch) => {
      if (!labels.has(stretch.label) || now - stretch.to > GAP) {
        return stretch;
      }
      goingOn.add(stretch.label);
      return { ...stretch, to: now };
    });
  const begun = [...labels]
    .filter((label) => !goingOn.has(label))
    .map((label) => ({ label, from: now, to: now }));
  return [...kept, ...begun];
}
