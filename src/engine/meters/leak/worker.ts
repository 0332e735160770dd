/** The leak meter's own worker, so that the frame path never waits for the second detector. */
import '../../../base/trusted-types.ts';
import { serve } from '../rpc-worker.ts';
import { leaksIn, type SeenFace } from './leaks.ts';
import { loadTinyFaceDetector } from './load.ts';
import type { LeakQuestion } from './messages.ts';
import type { LeakReading } from './meter.ts';

/** From this score on the leak meter takes a box for a face; docs/detection.md says why. */
const MIN_SCORE = 0.5;

serve<LeakQuestion, LeakReading>(async () => {
  const detector = await loadTinyFaceDetector();
  return async ({ timestamp, views }) => {
    const began = performance.now();
    const faces: SeenFace[][] = [];
    for (const { raw } of views) {
      faces.push(await detector.find(raw, MIN_SCORE));
    }
    return { timestamp, ...leaksIn(views, faces), duration: performance.now() - began };
  };
});
