/**
 * Adapted weights as they are kept in this browser (IndexedDB) and nowhere else. They belong to the weights that they were adapted
 * from: with others, or damaged, they are dropped, and the status says so.
 */

import { sha256Of } from '../../models/fetch.ts';
import type { ModifierWeights } from '../../models/modifier/weights.ts';
import type { Weight } from '../../models/weights.ts';
import type { AdaptReport } from './report.ts';

const VERSION = 1;

/** What is kept; a structured clone. */
export interface StoredAdaptation {
  readonly version: typeof VERSION;
  /** SHA-256 of the weights file that they were adapted from. */
  readonly base: string;
  /** ms since 1970. */
  readonly savedAt: number;
  readonly report: AdaptReport;
  /** Names in the order of the bytes; float32, little-endian as everywhere in a browser. */
  readonly names: readonly string[];
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of the bytes. */
  readonly sha256: string;
}

/** What the page shows of it. */
export type KeptAdaptation = Pick<StoredAdaptation, 'savedAt' | 'report'>;

export async function packAdaptation(
  weights: ReadonlyMap<string, Weight>,
  base: string,
  report: AdaptReport,
  savedAt: number,
): Promise<StoredAdaptation> {
  const values = [...weights.values()].map((weight) => weight.values);
  const all = new Float32Array(values.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const one of values) {
    all.set(one, offset);
    offset += one.length;
  }
  const bytes = new Uint8Array(all.buffer);
  return {
    version: VERSION,
    base,
    savedAt,
    report,
    names: [...weights.keys()],
    bytes,
    sha256: await sha256Of(bytes),
  };
}

/** Stored weights that cannot be used: of another modifier, or not what was stored. */
export class UnusableAdaptationError extends Error {
  readonly code: 'damaged' | 'foreign';

  constructor(code: 'damaged' | 'foreign') {
    super(`The stored adaptation is ${code}.`);
    this.code = code;
  }
}

/**
 * @param stored anything.
 * @returns the modifier with the adapted weights.
 * @throws UnusableAdaptationError when they belong to another modifier, or are damaged.
 */
export async function unpackAdaptation(
  stored: unknown,
  base: ModifierWeights,
): Promise<{ readonly weights: ModifierWeights; readonly kept: KeptAdaptation }> {
  const damaged = new UnusableAdaptationError('damaged');
  const {
    version,
    base: adaptedFrom,
    savedAt,
    report,
    names,
    bytes,
    sha256,
  } = (stored ?? {}) as Partial<StoredAdaptation>;
  if (version === undefined || typeof adaptedFrom !== 'string' || !report || typeof savedAt !== 'number') {
    throw damaged;
  }
  if (version !== VERSION || adaptedFrom !== base.sha256) {
    throw new UnusableAdaptationError('foreign');
  }
  const expected = [...base.weights];
  const length = expected.reduce((sum, [, { values }]) => sum + values.length, 0);
  if (
    !(bytes instanceof Uint8Array) ||
    bytes.length !== length * 4 ||
    names?.join() !== expected.map(([name]) => name).join() ||
    (await sha256Of(bytes)) !== sha256
  ) {
    throw damaged;
  }
  const all = new Float32Array(bytes.slice().buffer);
  if (!all.every(Number.isFinite)) {
    throw damaged;
  }
  const weights = new Map<string, Weight>();
  let offset = 0;
  for (const [name, { shape, values }] of expected) {
    weights.set(name, { shape, values: all.slice(offset, offset + values.length) });
    offset += values.length;
  }
  return { weights: { ...base, weights }, kept: { savedAt, report } };
}
