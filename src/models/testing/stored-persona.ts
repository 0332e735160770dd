/** The persona's shipped weights, for tests in Node. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredWeights } from '../catalogue.ts';
import type { PersonaWeights } from '../persona/weights.ts';
import { decodeWeights, entriesOf } from '../weights.ts';

const MODELS = join(import.meta.dirname, '../../../public/models');

function stored(name: string): StoredWeights {
  const manifest = JSON.parse(readFileSync(join(MODELS, `${name}.json`), 'utf8'));
  const bytes = readFileSync(join(MODELS, `${name}.bin`));
  return { metadata: manifest.metadata, weights: decodeWeights(entriesOf(manifest), bytes), sha256: name };
}

export function storedPersona(): PersonaWeights {
  return { encoder: stored('persona-encoder-8bit'), strangers: stored('persona-strangers-8bit') };
}
