/**
 * The trained models that this build was made with: `public/models/manifest.json`, taken in at build time, so that the
 * hashes are part of the build and not of what is fetched.
 */
import { messageOf } from '../base/errors.ts';
import { CorruptModelError, fetchVerified, MissingModelError } from './fetch.ts';
import { decodeWeights, entriesOf, type Weight, type WeightsManifest } from './weights.ts';

/** The glob makes the file part of the bundle, though it lies in `public`. */
const files = import.meta.glob<Catalogue>('../../public/models/manifest.json', {
  eager: true,
  import: 'default',
});

export interface CatalogueFile {
  readonly file: string;
  /** Hex, lower case. */
  readonly sha256: string;
  readonly bytes: number;
}

export interface CatalogueEntry {
  readonly name: string;
  readonly kind: string;
  readonly variants: Readonly<
    Record<string, { readonly manifest: string; readonly weights: readonly CatalogueFile[] }>
  >;
}

interface Catalogue {
  readonly models: readonly CatalogueEntry[];
}

/** Weights as code wants them, and what their file says of them. */
export interface StoredWeights {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly weights: ReadonlyMap<string, Weight>;
  /** SHA-256 of the binary: names these very weights, for caches. */
  readonly sha256: string;
}

/** Those of a network. */
export interface StoredModel extends StoredWeights {
  readonly network: {
    readonly name: string;
    readonly hyper: Readonly<Record<string, number>>;
    readonly size: number;
  };
}

/** The models of a kind ('modifier', 'action', …) in this build. */
export function modelsOfKind(kind: string): readonly CatalogueEntry[] {
  return Object.values(files).flatMap(({ models }) => models.filter((model) => model.kind === kind));
}

/**
 * Fetches one variant of a model and checks both its files against the build's hashes.
 * @param base where `public/` is served, with a slash at its end.
 * @throws ModelError when there is no such variant, or a file is not to be had or another one.
 */
export async function loadModel(entry: CatalogueEntry, variant: string, base: string): Promise<StoredModel> {
  return withNetwork(await loadWeights(entry, variant, base));
}

/**
 * The first model of a kind, from where the page has its files.
 * @param what it is, for the message. @throws ModelError as `loadModel`, and where this build has none.
 */
export async function loadFirst(kind: string, variant: string, what: string): Promise<StoredModel> {
  const [entry] = modelsOfKind(kind);
  if (!entry) {
    throw new MissingModelError(`this build has no ${what}`);
  }
  return loadModel(entry, variant, import.meta.env.BASE_URL);
}

/** As `loadModel`, for what is no network. @throws ModelError as it does */
export async function loadWeights(
  entry: CatalogueEntry,
  variant: string,
  base: string,
): Promise<StoredWeights> {
  const stored = entry.variants[variant];
  const manifest = stored?.weights.find(({ file }) => file.endsWith('.json'));
  const binary = stored?.weights.find(({ file }) => file.endsWith('.bin'));
  if (!manifest || !binary) {
    throw new MissingModelError(`${entry.name} has no complete variant ${variant}`);
  }
  const [text, bytes] = await Promise.all(
    [manifest, binary].map(({ file, sha256 }) => fetchVerified(`${base}models/${file}`, sha256)),
  );
  return readWeights(new TextDecoder().decode(text), bytes ?? new Uint8Array(), binary.sha256);
}

/** @throws CorruptModelError when the files are not of the format that docs/models/weights-format.md describes. */
export function readModel(text: string, bytes: Uint8Array, sha256: string): StoredModel {
  return withNetwork(readWeights(text, bytes, sha256));
}

function withNetwork(stored: StoredWeights): StoredModel {
  const { network } = stored.metadata as { network?: StoredModel['network'] };
  if (!network) {
    throw new CorruptModelError('The model cannot be read: its manifest names no network');
  }
  return { ...stored, network };
}

function readWeights(text: string, bytes: Uint8Array, sha256: string): StoredWeights {
  try {
    const manifest = JSON.parse(text) as WeightsManifest & {
      format?: unknown;
      version?: unknown;
      metadata?: StoredWeights['metadata'];
    };
    const { metadata } = manifest;
    if (manifest.format !== 'guise-weights' || manifest.version !== 1 || !metadata) {
      throw new RangeError('its manifest is of another format');
    }
    return { metadata, weights: decodeWeights(entriesOf(manifest), bytes), sha256 };
  } catch (error) {
    throw new CorruptModelError(`The model cannot be read: ${messageOf(error)}`);
  }
}
