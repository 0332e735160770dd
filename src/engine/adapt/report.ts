/** What adapting achieved, and whether that is enough to keep it. */

/** Measured on pictures that nothing was learned from. */
export interface Figures {
  /** How alike the page's recogniser finds a face and its modified self: mean cosine. */
  readonly similarity: number;
  /** The same of the most alike picture. */
  readonly worst: number;
  /** Mean difference from what the un-adapted modifier drew, of a colour value where the face is replaced, 0..1. */
  readonly drift: number;
  /** Correlation of the edges with those that the un-adapted modifier drew; 1 for the same. */
  readonly structure: number;
  /** Share of the pictures with the same action labels as un-adapted; null when no action was seen or nothing can tell. */
  readonly labels: number | null;
}

export interface Limits {
  /** The similarity has to fall by at least this much. */
  readonly gain: number;
  readonly drift: number;
  readonly structure: number;
  readonly labels: number;
}

export const LIMITS: Limits = { gain: 0.01, drift: 0.08, structure: 0.7, labels: 0.9 };

/** Why a result is not kept. */
export type Fault = 'no-gain' | 'too-far' | 'structure-lost' | 'labels-lost' | 'broken';

export interface AdaptReport {
  readonly steps: number;
  /** Pictures of the face, learned from and judged by. */
  readonly pictures: number;
  readonly seconds: number;
  readonly before: Figures;
  readonly after: Figures;
  /** Empty when it is kept. */
  readonly faults: readonly Fault[];
}

/** What is wrong with a result; nothing when it is to be kept. */
export function faultsOf(before: Figures, after: Figures, limits: Limits = LIMITS): readonly Fault[] {
  const numbers = [after.similarity, after.worst, after.drift, after.structure];
  if (!numbers.every(Number.isFinite)) {
    return ['broken'];
  }
  const faults: Fault[] = [];
  if (!(after.similarity <= before.similarity - limits.gain)) {
    faults.push('no-gain');
  }
  if (after.drift > limits.drift) {
    faults.push('too-far');
  }
  if (after.structure < limits.structure) {
    faults.push('structure-lost');
  }
  if (after.labels !== null && after.labels < limits.labels) {
    faults.push('labels-lost');
  }
  return faults;
}
