/** What the page needs to know about the modes: the engine's own descriptions, and words for the two that are special. */
import { completeValues, modeMetas } from '../engine/modes/index.ts';
import type { ModeChoice, ModeId, ModeMeta, ModeValues } from '../engine/modes/mode.ts';

export type { ModeChoice, ModeId, ModeMeta, ModeValues, ParameterSpec } from '../engine/modes/mode.ts';

export interface ModeEntry {
  readonly choice: ModeChoice;
  readonly label: string;
  readonly summary: string;
  /** Null for 'none'. */
  readonly meta: ModeMeta | null;
}

/** In the order of the radio buttons and of the keys 1 to 7. */
export const MODE_CHOICES: readonly ModeChoice[] = [
  'none',
  'blur',
  'mask',
  'noise',
  'super-pixel',
  'edge',
  'learned',
];

const LABELS: Readonly<Record<ModeChoice, string>> = {
  none: 'None',
  blur: 'Blur',
  mask: 'Mask',
  noise: 'Noise',
  'super-pixel': 'Super-pixel',
  edge: 'Edge',
  learned: 'Learned',
};

const COMPARISON =
  'For comparison only: the whole picture is covered, and shown raw only while you hold a button.';

export const MODE_ENTRIES: readonly ModeEntry[] = MODE_CHOICES.map((choice) => {
  const meta = modeMetas.find((meta) => meta.id === choice) ?? null;
  return { choice, label: LABELS[choice], summary: meta?.summary ?? COMPARISON, meta };
});

export function modeEntry(choice: ModeChoice): ModeEntry {
  const entry = MODE_ENTRIES.find((candidate) => candidate.choice === choice);
  if (!entry) {
    throw new RangeError(`There is no mode "${choice}".`);
  }
  return entry;
}

/** The values in force: what was set, within range, and the defaults for the rest. */
export function valuesInForce(meta: ModeMeta, given: ModeValues | undefined): ModeValues {
  return completeValues(meta.id as ModeId, given ?? {});
}
