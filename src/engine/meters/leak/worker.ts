/** The leak meter's own worker, so that the frame path never waits for the second detector. */
import '../../../base/trusted-types.ts';
import { serve } from '../rpc-worker.ts';
import { leaksIn, type SeenFace } from './leaks.ts';
import { loadTinyFaceDetector } from './load.ts';
import type { LeakQuestion } from './messages.ts';
import type { LeakReading } from './meter.ts';
import { SecondLook } from './second-look.ts';

/** From this score on the leak meter takes a box for a face; docs/detection.md says why. */
const MIN_SCORE = 0.5;
/** A bare face that scores less in the whole frame has to be seen from close by as well: between heads it sees some that are none. */
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
    const [whole] = views;
    // Best first. Once one is certain it is cried for, whatever the others are.
    for (const face of leaks.bare) {
      const doubtful = face.score < SURE && faces[0]?.includes(face);
      if (!doubtful || !whole || (await secondLook.sees(face, whole))) {
        break;
      }
      faces[0] = faces[0]?.filter((seen) => seen !== face) ?? [];
      leaks = leaksIn(views, faces);
    }
    const { bare, ...counted } = leaks;
    return { timestamp, ...counted, bareFaces: bare.length, duration: performance.now() - began };
  };
});
