/** The worker of a helper. */
import '../../../base/trusted-types.ts';
import '../../../base/by-port.ts';
import { reportRequests } from '../../../base/report-requests.ts';
import { serveOrders } from '../../../base/worker-orders.ts';
import type { PictureModifier } from '../picture-modifier.ts';
import { createSimdModifier } from './network.ts';
import type { Modified, ModifierOrder } from './spawn-worker.ts';

reportRequests();

let modifier: PictureModifier | null = null;

serveOrders<ModifierOrder, Modified>(async (order) => {
  if ('weights' in order) {
    modifier = await createSimdModifier(order.weights);
    return [null, []];
  }
  if (!modifier) {
    throw new Error('The helper has no weights yet.');
  }
  const { pictures, count } = order;
  // What it made goes back in the memory that the pictures came in.
  pictures.set(await modifier.apply(pictures, count));
  return [pictures, [pictures.buffer]];
});
