/** What the action detector saw: words for its labels, and the last minutes as stretches of time. */
import type { ActionReading } from '../engine/meters/action/detector.ts';
import type { ActionBackend } from '../engine/settings.ts';

export type { ActionReading, SeenAction } from '../engine/meters/action/detector.ts';

const WORDS: Readonly<Record<string, string>> = {
  phoning: 'on the phone',
  texting: 'typing on a phone',
  drinking: 'drinking',
  hair_makeup: 'doing hair or make-up',
  smoking: 'smoking',
  yawning: 'yawning',
  talking: 'talking',
  driving: 'driving',
  operating_radio: 'at the radio',
  reaching_behind: 'reaching behind',
  none: 'nothing of these',
};

/** A label as the page says it; one that is not known, as the model has it. */
export function actionInWords(label: string): string {
  return WORDS[label] ?? label.replaceAll('_', ' ');
}

/** Time for which a label was seen without a long gap, s since the page was opened. */
export interface Stretch {
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

/** Stretches of the last `TIMELINE` seconds, oldest first, and how often raw and anonymised pictures agreed. */
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

/** Seconds that the timeline shows. */
export const TIMELINE = 120;
/** A label that comes back within so many seconds was there all along: a slow device looks every second or two. */
const GAP = 3;

/** @param now s since the page was opened; must not run backwards. */
export function addActions(history: ActionHistory, reading: ActionReading, now: number): ActionHistory {
  const labels = new Set(reading.people.map(({ label }) => label));
  const going = new Set<string>();
  const kept = history.stretches
    .filter(({ to }) => to > now - TIMELINE)
    .map((stretch) => {
      if (!labels.has(stretch.label) || now - stretch.to > GAP) {
        return stretch;
      }
      going.add(stretch.label);
      return { ...stretch, to: now };
    });
  const begun = [...labels]
    .filter((label) => !going.has(label))
    .map((label) => ({ label, from: now, to: now }));
  return {
    stretches: [...kept, ...begun],
    compared: history.compared + (reading.agrees === null ? 0 : 1),
    agreed: history.agreed + (reading.agrees ? 1 : 0),
    looks: history.looks + 1,
    backend: reading.backend,
  };
}
