/**
 * The trade-off between privacy and use (the paper's Figure 4): how wrong a face recogniser is against how well actions
 * are found. Pure functions; the chart is `TradeOff.tsx`.
 */
import { inDigits } from '../i18n.ts';

/** Which faces the recogniser compares: both covered, or a covered one with a raw one. */
export type Comparison = 'anonymisedAnonymised' | 'rawAnonymised';

export interface PublishedPoint {
  readonly mode: string;
  readonly label: string;
  /** Verification accuracy on balanced pairs, per cent (50 is guessing); null where it was not measured. */
  readonly verification: Readonly<Record<'rawRaw' | Comparison, number | null>>;
  /** Action mAP@0.5, per cent; null where it was not measured. */
  readonly mAP: number | null;
  /** Where the figures come from: a document or a command of this project, or the paper's section. */
  readonly source: string;
}

/** What is usable of a published file; points with a figure that is no percentage lose that figure, not more. */
export function parsePublished(given: unknown): readonly PublishedPoint[] {
  const points = isRecord(given) && Array.isArray(given.points) ? given.points : [];
  return points.flatMap((point: unknown) => {
    if (!isRecord(point) || typeof point.label !== 'string' || typeof point.mode !== 'string') {
      return [];
    }
    const verification = isRecord(point.verification) ? point.verification : {};
    return {
      mode: point.mode,
      label: point.label,
      verification: {
        rawRaw: percentage(verification.rawRaw),
        rawAnonymised: percentage(verification.rawAnonymised),
        anonymisedAnonymised: percentage(verification.anonymisedAnonymised),
      },
      mAP: percentage(point.mAP),
      source: typeof point.source === 'string' ? point.source : '',
    };
  });
}

/**
 * What a point is called in the page: the mode in the viewer's language, and whose figures they are. In the file, labels end in
 * "(ours)" or "(paper)", which says neither to who reads it here.
 * @param mode the mode's name in English and in the viewer's language
 */
export function nameOf(
  { label }: Pick<PublishedPoint, 'label'>,
  mode: { readonly english: string; readonly here: string },
): string {
  const [, what = label, whose] = /^(.*) \((ours|paper)\)$/.exec(label) ?? [];
  const rest = what.startsWith(mode.english) ? what.slice(mode.english.length) : null;
  const name = /^(Ours|Masked|Un-anonymi[sz]ed)$/.test(what)
    ? mode.here
    : rest === null
      ? what
      : mode.here + rest.replace(/\d+\.\d+/g, (number) => inDigits(Number(number)));
  return whose ? `${name}, ${whose === 'paper' ? 'Ren, Lee and Ryoo 2018' : 'Guise'}` : name;
}

/** Verification error, per cent: 50 is a recogniser that guesses. Null where it was not measured. */
export function errorOf(point: PublishedPoint, comparison: Comparison): number | null {
  const accuracy = point.verification[point.mode === 'none' ? 'rawRaw' : comparison];
  return accuracy === null ? null : 100 - accuracy;
}

export interface SessionReadings {
  /** Readings of the privacy meter: a covered face compared with the raw one of the same person. */
  readonly readings: number;
  /** Readings in which the recogniser said "the same person". */
  readonly matched: number;
}

/**
 * The session's verification error, per cent, on the published points' scale: half the pairs are of one person, half of two.
 * Only the first half can be measured here; for the other the recogniser's stated false-accept rate (0..1) is taken.
 * At a fixed threshold, so it may be above 50. Null before the first reading.
 */
export function sessionError({ readings, matched }: SessionReadings, falseAcceptRate: number): number | null {
  return readings > 0 ? 50 * (1 - matched / readings) + 50 * falseAcceptRate : null;
}

/** From a column of similarities (null: nothing measured) and the threshold of each. */
export function countMatches(
  similarities: readonly (number | null)[],
  thresholds: readonly (number | null)[],
): SessionReadings {
  let readings = 0;
  let matched = 0;
  similarities.forEach((similarity, i) => {
    const threshold = thresholds[i];
    if (similarity !== null && threshold !== null && threshold !== undefined) {
      readings += 1;
      matched += similarity >= threshold ? 1 : 0;
    }
  });
  return { readings, matched };
}

function percentage(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 && value <= 100 ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
