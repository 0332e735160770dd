/** The file beside each output that says what was done, from which a stopped run resumes. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ConversionReport, FrameRecord } from '../../src/media/conversion.ts';
import { type Item, sidecarFor } from './plan.ts';

/** All that decides what comes out, apart from the input. Compared as JSON. */
export interface Recipe {
  readonly mode: string;
  readonly settings: object;
  readonly audio: boolean;
  readonly container: string;
  readonly leakReadings: number;
  /** Corrections by hand; absent without any. */
  readonly edits?: object;
  /** What is kept of each video, seconds; absent where all of it is. */
  readonly keep?: { readonly from: number; readonly to: number | null };
}

export interface Versions {
  readonly guise: string;
  /** SHA-256 over the engine as it was built, with its models. */
  readonly engine: string;
  readonly browser: string;
}

export interface Sidecar {
  readonly application: 'guise';
  readonly kind: 'anonymize';
  readonly version: 1;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly versions: Versions;
  readonly input: { readonly name: string; readonly bytes: number; readonly modified: string };
  readonly output: { readonly name: string; readonly bytes: number; readonly sha256: string };
  readonly recipe: Recipe;
  readonly summary: Omit<ConversionReport, 'perFrame'>;
  readonly frames: readonly object[];
}

/** @param input as it was before the work began */
export function sidecarOf(
  input: Sidecar['input'],
  output: Sidecar['output'],
  recipe: Recipe,
  versions: Versions,
  { perFrame = [], ...summary }: ConversionReport,
): Sidecar {
  return {
    application: 'guise',
    kind: 'anonymize',
    version: 1,
    created: new Date().toISOString(),
    versions,
    input,
    output,
    recipe,
    summary,
    frames: perFrame.map(frameOf),
  };
}

/** What tells that it is still the same file. */
export function describeInput({ input }: Item): Sidecar['input'] {
  const { size, mtime } = statSync(input);
  return { name: basename(input), bytes: size, modified: mtime.toISOString() };
}

/** Covers to a tenth of a pixel; more digits only make the file longer. */
function frameOf({ time, covered, reason, faces, chosen, uncovered }: FrameRecord): object {
  const short = (n: number) => Math.round(n * 10) / 10;
  return {
    time,
    ...(covered === 'whole' ? { coveredWhole: reason } : {}),
    faces: faces.map(({ id, verdict, state, byHand, x, y, width, height }) => ({
      id,
      ...(byHand ? { byHand } : { verdict, state }),
      cover: [x, y, width, height].map(short),
    })),
    ...(chosen
      ? {
          visibleByChoice: chosen.visible.map(({ id, x, y, width, height }) => ({
            id,
            face: [x, y, width, height].map(short),
          })),
          ...(chosen.revealed ? { revealed: true } : {}),
        }
      : {}),
    ...(uncovered === undefined ? {} : { uncovered }),
  };
}

/** The sidecar of an earlier run, if there is a sound one. */
export function readSidecar(item: Item): Sidecar | null {
  try {
    const found = JSON.parse(readFileSync(sidecarFor(item), 'utf8')) as Partial<Sidecar>;
    const { application, kind, output, summary } = found;
    const isOurs =
      application === 'guise' &&
      kind === 'anonymize' &&
      typeof output?.name === 'string' &&
      basename(output.name) === output.name &&
      typeof summary?.coveredWhole === 'number';
    return isOurs ? (found as Sidecar) : null;
  } catch {
    return null;
  }
}

/** True when an earlier run made just this of this very input, and the output is still there. */
export function isDone(item: Item, sidecar: Sidecar | null, recipe: Recipe): sidecar is Sidecar {
  if (!sidecar) {
    return false;
  }
  const output = join(dirname(item.base), sidecar.output.name);
  return (
    isSame(sidecar.input, describeInput(item)) &&
    isSame(sidecar.recipe, recipe) &&
    existsSync(output) &&
    statSync(output).size === sidecar.output.bytes
  );
}

/** As JSON. */
export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
