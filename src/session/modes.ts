/** What the page needs to know about the modes: the engine's own descriptions, and words for the two that are special. */
import { completeValues, modeMetas } from '../engine/modes/metas.ts';
import type { ModeChoice, ModeId, ModeMeta, ModeValues } from '../engine/modes/mode.ts';
import { isMeant } from '../engine/modes/values.ts';
import { drawFaceKey, type EngineSettings } from '../engine/settings.ts';

export { MODE_IDS } from '../engine/modes/catalogue.ts';
export { needsNetwork } from '../engine/modes/metas.ts';
export type { ModeChoice, ModeId, ModeMeta, ModeValues, ParameterSpec } from '../engine/modes/mode.ts';
export { isMeant } from '../engine/modes/values.ts';

export type Level = ModeMeta['strength']['level'];

export interface ModeEntry {
  readonly choice: ModeChoice;
  readonly label: string;
  readonly summary: string;
  /** Null for 'none'. */
  readonly meta: ModeMeta | null;
}

const NONE: ModeEntry = {
  choice: 'none',
  label: 'None',
  summary: 'For comparison only: the whole picture is covered, and shown raw only while you hold a button.',
  meta: null,
};

const entries: readonly ModeEntry[] = modeMetas.map((meta) => ({
  choice: meta.id,
  label: meta.label,
  summary: meta.summary,
  meta,
}));

/** What to choose from: drawn faces first, then the other covers. */
export const MAIN_MODES: readonly ModeEntry[] = entries
  .filter(({ meta }) => !meta?.baseline)
  .sort((a, b) => Number(b.meta?.kind === 'network') - Number(a.meta?.kind === 'network'));

/** Behind "Compare": the weak methods, and the raw picture. */
export const COMPARED_MODES: readonly ModeEntry[] = [...entries.filter(({ meta }) => meta?.baseline), NONE];

/** In the order of the radio buttons and of the number keys. */
export const MODE_ENTRIES: readonly ModeEntry[] = [...MAIN_MODES, ...COMPARED_MODES];

/** What joins the main view when more views are opened: what needs no weights, in this order. */
export const COMPANIONS: readonly ModeChoice[] = MODE_ENTRIES.filter(
  ({ meta }) => meta?.kind === 'filter',
).map(({ choice }) => choice);

export function modeEntry(choice: ModeChoice): ModeEntry {
  const entry = MODE_ENTRIES.find((candidate) => candidate.choice === choice);
  if (!entry) {
    throw new RangeError(`There is no mode "${choice}".`);
  }
  return entry;
}

/** Nothing of the face is left under such a cover: a recogniser's likeness to it would be chance, shown as a finding. */
export function showsNoFace(choice: ModeChoice): boolean {
  return modeEntry(choice).meta?.strength.level === 'strong';
}

/** The values in force: what was set, within range, and the defaults for the rest. */
export function valuesInForce(meta: ModeMeta, given: ModeValues | undefined): ModeValues {
  return completeValues(meta.id as ModeId, given ?? {});
}

/**
 * Settings with another face, drawn by lot; null where the mode has no other one to draw. The modifier draws one face for a person, always
 * the same: nothing is kept that it could draw another by.
 * @param lot a whole number below `n`.
 */
export function anotherFace(
  meta: ModeMeta,
  given: Pick<EngineSettings, 'values'>,
  lot = drawLot,
): (() => Partial<EngineSettings>) | null {
  if (meta.byKey) {
    return () => ({ faceKey: drawFaceKey() });
  }
  const values = valuesInForce(meta, given.values[meta.id]);
  const drawn = meta.parameters.flatMap((spec) =>
    spec.kind === 'choice' && meta.another?.includes(spec.id) && isMeant(spec, values) ? [spec] : [],
  );
  if (drawn.length === 0) {
    return null;
  }
  return () => {
    for (;;) {
      const face = Object.fromEntries(
        drawn.map(({ id, options }) => [id, options[lot(options.length)]?.value ?? '']),
      );
      if (drawn.some(({ id }) => face[id] !== values[id])) {
        return { values: { ...given.values, [meta.id]: { ...given.values[meta.id], ...face } } };
      }
    }
  };
}

function drawLot(n: number): number {
  return Math.floor((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % n);
}
