/** The leak meter's own worker, so that the frame path never waits for the second detector. */
import '../../trusted-types.ts';
import { leaksIn } from './leaks.ts';
import { loadTinyFaceDetector } from './load.ts';
import type { FromAudit, ToAudit } from './messages.ts';
import type { TinyFaceDetector } from './tiny-face.ts';

/** From this score on the audit takes a box for a face; docs/detection.md says why. */
const MIN_SCORE = 0.5;

const scope = self as unknown as {
  postMessage(message: FromAudit): void;
  onmessage: ((event: MessageEvent<ToAudit>) => void) | null;
};

async function read(
  detector: TinyFaceDetector,
  { timestamp, raw, safe, covered }: ToAudit,
): Promise<FromAudit> {
  const began = performance.now();
  const faces = await detector.find(raw, MIN_SCORE);
  const leaks = leaksIn(raw, safe, faces, covered);
  return { type: 'reading', reading: { timestamp, ...leaks, duration: performance.now() - began } };
}

const words = (error: unknown) => (error instanceof Error ? error.message : String(error));

loadTinyFaceDetector().then(
  (detector) => {
    scope.onmessage = ({ data }) => {
      read(detector, data)
        .catch((error: unknown): FromAudit => ({ type: 'failed', why: words(error) }))
        .then((answer) => scope.postMessage(answer));
    };
    scope.postMessage({ type: 'ready' });
  },
  (error: unknown) => scope.postMessage({ type: 'unavailable', why: words(error) }),
);
