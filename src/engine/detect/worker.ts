/** The worker of a helper (helper.ts): frames in, faces out. A frame is closed here, whatever becomes of it. */
import '../../base/trusted-types.ts';
import { reportRequests } from '../../base/report-requests.ts';
import { serveOrders } from '../../base/worker-orders.ts';
import type { VerifiedDetection } from '../face.ts';
import { closeFrame } from '../safe/pixels.ts';
import type { HelperOrder } from './helper.ts';
import { createYunetDetector } from './yunet.ts';

reportRequests();

const loading = createYunetDetector();
// Whoever orders is told.
loading.catch(() => undefined);

serveOrders<HelperOrder, readonly VerifiedDetection[]>(async (order) => {
  try {
    const detector = await loading;
    return [order ? await detector.detect(order) : [], []];
  } finally {
    if (order) {
      closeFrame(order.frame);
    }
  }
});
