import type { Renderer } from '../../src/engine/safe/renderer.ts';
import { loadModifierWeights } from '../../src/models/modifier/weights.ts';
import { loadPersonaWeights } from '../../src/models/persona/weights.ts';
import type { TaskVariant } from './tasks.ts';

/** Loads the networks that these variants draw with, each once. @throws when weights are missing or damaged. */
export async function loadNetworksOf(
  variants: readonly Pick<TaskVariant, 'mode'>[],
  { networks: { learned, persona } }: Pick<Renderer, 'networks'>,
): Promise<void> {
  if (variants.some(({ mode }) => mode === 'learned') && !learned.ready) {
    await learned.use(await loadModifierWeights());
  }
  if (variants.some(({ mode }) => mode === 'persona') && !persona.ready) {
    await persona.use(await loadPersonaWeights());
  }
}
