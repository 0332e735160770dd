/** The worker of a helper (helper.ts): frames in, faces out. A frame is closed here, whatever becomes of it. */
import '../../base/trusted-types.ts';
import { messageOf } from '../../base/errors.ts';
import { reportRequests } from '../../base/report-requests.ts';
import { closeFrame } from '../safe/pixels.ts';
import { type HelperAnswer, type HelperQuestion, READY } from './messages.ts';
import { createYunetDetector } from './yunet.ts';

reportRequests();

const answer = (words: HelperAnswer) => self.postMessage(words);
const loading = createYunetDetector();
loading.then(
  () => answer({ id: READY, found: [] }),
  (error: unknown) => answer({ id: READY, error: messageOf(error) }),
);

self.onmessage = async ({ data: { id, frame, effort } }: MessageEvent<HelperQuestion>) => {
  try {
    const detector = await loading;
    answer({ id, found: await detector.detect({ frame, effort }) });
  } catch (error) {
    answer({ id, error: messageOf(error) });
  } finally {
    closeFrame(frame);
  }
};
