/** The object detector's own worker: small pictures in, things out. */
import '../../../../base/trusted-types.ts';
import { createObjectDetector, loadObjects } from '../../../../models/objects/detector.ts';
import { serve } from '../../rpc-worker.ts';
import type { DeskAnswer, DeskQuestion } from './messages.ts';

/** Things that score less say nothing, not even over two seconds. */
const THRESHOLD = 0.25;

serve<DeskQuestion, DeskAnswer>(async () => {
  const detector = await createObjectDetector(await loadObjects());
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (!context) {
    throw new Error('this browser has no 2D canvas in workers');
  }
  return async ({ pictures }) => {
    const durations: number[] = [];
    const things = pictures.map((picture) => {
      const began = performance.now();
      const { width, height } = picture;
      Object.assign(context.canvas, { width, height });
      context.drawImage(picture, 0, 0);
      picture.close();
      const { data } = context.getImageData(0, 0, width, height);
      const found = detector.find(data, width, height, THRESHOLD);
      durations.push(performance.now() - began);
      return found;
    });
    return { things, durations };
  };
});
