/** The leak meter's own worker, so that the frame path never waits for the second detector. */
import '../../../base/trusted-types.ts';
import { serve } from '../rpc-worker.ts';
import { leaksIn, type SeenFace } from './leaks.ts';
import { loadTinyFaceDetector } from './load.ts';
import type { LeakQuestion, LeakView } from './messages.ts';
import type { LeakReading } from './meter.ts';
import { SecondLook } from './second-look.ts';

/** From this score on the leak meter takes a box for a face; docs/detection.md says why. */
const MIN_SCORE = 0.5;
/** A bare face that scores less has to be seen from close by as well: between heads there are some that are none. */
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
    // Best first. Once one is certain it is cried for, whatever the others are.
    for (let found = leaks.bare[0]; found && found.face.score < SURE; found = leaks.bare[0]) {
      const { face, view } = found;
      if (await secondLook.sees(face, views[view] as LeakView)) {
        break;
      }
      faces[view] = faces[view]?.filter((seen) => seen !== face) ?? [];
      leaks = leaksIn(views, faces);
    }
    const { bare, ...counted } = leaks;
    return { timestamp, ...counted, bareFaces: bare.length, duration: performance.now() - began };
  };
});
