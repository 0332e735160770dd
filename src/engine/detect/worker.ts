/** The worker of a helper (helper.ts) or of looks (aside.ts): frames or pictures in, faces out. A frame is closed here, whatever becomes of it. */
import '../../base/trusted-types.ts';
import '../../base/by-port.ts';
import { reportRequests } from '../../base/report-requests.ts';
import { serveOrders } from '../../base/worker-orders.ts';
import type { VerifiedDetection } from '../face.ts';
import { closeFrame } from '../safe/pixels.ts';
import type { Finds } from './aside.ts';
import type { HelperOrder } from './helper.ts';
import { createNetworks, loadWeights, type Networks, type NetworkWeights, take } from './looks.ts';
import { YunetDetector } from './yunet.ts';

reportRequests();

let loading: Promise<{ networks: Networks; detector: YunetDetector }> | null = null;

/** @param weights fetched here where nobody gave any. */
async function load(weights: NetworkWeights | null) {
  const networks = await createNetworks(weights ?? (await loadWeights()));
  return { networks, detector: new YunetDetector(networks) };
}

serveOrders<HelperOrder, readonly VerifiedDetection[] | Finds>(async (order) => {
  const frame = order && 'frame' in order ? order.frame : null;
  try {
    loading ??= load(order && 'yunet' in order ? order : null);
    const { networks, detector } = await loading;
    if (!order || 'yunet' in order) {
      return [[], []];
    }
    return ['frame' in order ? await detector.detect(order) : order.map((look) => take(look, networks)), []];
  } finally {
    if (frame) {
      closeFrame(frame);
    }
  }
});
