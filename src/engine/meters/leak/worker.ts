/** The leak meter's own worker, so that the frame path never waits for the second detector. */
import '../../../base/trusted-types.ts';
import '../../../base/by-port.ts';
import { serve } from '../rpc-worker.ts';
import { leaksIn, type SeenFace } from './leaks.ts';
import { loadTinyFaceDetector } from './load.ts';
import type { LeakQuestion, LeakView } from './messages.ts';
import type { LeakReading } from './meter.ts';
import { SecondLook } from './second-look.ts';

/** From this score on the leak meter takes a box for a face; docs/leak-meter.md says why. */
const MIN_SCORE = 0.5;
/** A bare face that scores less has to be seen, and to be bare, from close by as well: between heads there are some that are none. */
const SURE = 0.75;

serve<LeakQuestion, LeakReading>(async () => {
  const detector = await loadTinyFaceDetector();
  const secondLook = new SecondLook(detector);
  return async ({ timestamp, views }) => {
    const began = performance.now();
    const faces: SeenFace[][] = [];
    for (const { raw } of views) {
      faces.push(await detector.find(raw, MIN_SCORE));
    }
    let leaks = leaksIn(views, faces);
    // Once one is certain it is cried for, whatever the others are.
    const unsure = () => (leaks.bare.every(({ face }) => face.score < SURE) ? leaks.bare[0] : undefined);
    for (let found = unsure(); found; found = unsure()) {
      const { face, view } = found;
      const closer = await secondLook.find(face, views[view] as LeakView);
      faces[view] = [
        ...(faces[view] ?? []).filter((seen) => seen !== face),
        ...(closer ? [{ ...closer, score: Math.max(SURE, closer.score) }] : []),
      ];
      leaks = leaksIn(views, faces);
    }
    const { bare, ...counted } = leaks;
    return { timestamp, ...counted, bareFaces: bare.length, duration: performance.now() - began };
  };
});
