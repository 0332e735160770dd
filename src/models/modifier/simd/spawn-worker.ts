/** A helper of the modifier: the same network in a worker of its own. Pictures are moved there and back, not copied. */
import { WorkerOrders } from '../../../base/worker-orders.ts';
import type { PictureModifier } from '../picture-modifier.ts';
import type { ModifierWeights } from '../weights.ts';

/** The weights once, then batches. */
export type ModifierOrder =
  | { readonly weights: ModifierWeights }
  | { readonly pictures: Float32Array<ArrayBuffer>; readonly count: number };

/** Nothing of the weights. */
export type Modified = Float32Array<ArrayBuffer> | null;

/** @throws Error when the worker cannot be started or has no SIMD. */
export async function spawnWorker(weights: ModifierWeights): Promise<PictureModifier> {
  const orders = new WorkerOrders<ModifierOrder, Modified>(
    new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'guise-modifier' }),
  );
  try {
    await orders.ask({ weights });
  } catch (error) {
    orders.close();
    throw error;
  }
  return {
    side: weights.side,
    async apply(pictures: Float32Array<ArrayBuffer>, count: number) {
      const made = await orders.ask({ pictures, count }, [pictures.buffer]);
      if (!made) {
        throw new Error('The helper made nothing.');
      }
      return made;
    },
    dispose: () => orders.close(),
  };
}
