/** What strangers' faces are drawn by, as it is stored: two files of weights. docs/models/persona-format.md. */
import { loadWeights, modelsOfKind, type StoredWeights } from '../catalogue.ts';
import { MissingModelError } from '../fetch.ts';

export interface PersonaWeights {
  readonly encoder: StoredWeights;
  readonly strangers: StoredWeights;
}

/** Side of the aligned crop of the frame that is looked at, pixels. */
export const RAW_SIDE = 96;

/** Which of the stored variants the page loads. */
const VARIANT = '8bit';

/** @throws ModelError when this build has none, or the files are not to be had or not the tested ones. */
export async function loadPersonaWeights(): Promise<PersonaWeights> {
  const [encoder, strangers] = await Promise.all(['persona-encoder', 'persona'].map(load));
  return { encoder, strangers } as PersonaWeights;
}

function load(kind: string): Promise<StoredWeights> {
  const [entry] = modelsOfKind(kind);
  if (!entry) {
    return Promise.reject(new MissingModelError(`this build has no ${kind}`));
  }
  return loadWeights(entry, VARIANT, import.meta.env.BASE_URL);
}
